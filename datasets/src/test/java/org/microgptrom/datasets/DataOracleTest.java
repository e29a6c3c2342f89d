package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Label;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

/** Tables as Python's modules csv and json write and read them. */
@Tag("slow")
class DataOracleTest {
  /** Writes tables of random cells in many dialects, and beside each its texts and labels. */
  private static final String WRITER =
      """
      import bz2, csv, gzip, io, json, lzma, random, re
      random.seed(1)
      pieces = ['"', '""', ',', ';', '\\t', '\\n', '\\r\\n', '\\r', ' ', '\\u00a0', "'", '\\\\', '\\\\n',
                '#', 'null', 'a', 'B', '7', '\\u00e9', 'e\\u0301', '\\U0001f600', '\\u6771', '\\ufeff']
      names = ['good', 'very "bad"', 'so,so; or\\twhat', '\\U0001f600', '7', 'true']
      def clean(text):
          return re.sub('\\r\\n|\\r|\\n', ' ', text.strip())
      cases = []
      for number in range(300):
          rows = []
          for _ in range(random.randrange(24, 40)):
              rows.append((''.join(random.choices(pieces, k=random.randrange(9))), random.choice(names)))
          header = random.choice([('text', 'label', 'other'), ('label', 'other', 'text')])
          cells = [{'text': t, 'label': l, 'other': random.choice(pieces)} for t, l in rows]
          kind = random.choice(['csv', 'tsv', 'jsonl', 'ndjson'])
          out = io.StringIO()
          if kind in ('csv', 'tsv'):
              separator = '\\t' if kind == 'tsv' else random.choice(',;\\t')
              # Python leaves a CR out of quotes where lines end otherwise, and can't read that itself.
              end, quoting = random.choice([('\\r\\n', csv.QUOTE_MINIMAL), ('\\r\\n', csv.QUOTE_ALL),
                                            ('\\n', csv.QUOTE_ALL), ('\\r', csv.QUOTE_ALL)])
              writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)
              writer.writerow(header)
              for cell in cells:
                  writer.writerow([cell[name] for name in header])
          else:
              for cell in cells:
                  ordered = {name: cell[name] for name in header}
                  if ordered['label'] in ('7', 'true'):
                      ordered['label'] = json.loads(ordered['label'])
                  out.write(json.dumps(ordered, ensure_ascii=random.choice([True, False])) + random.choice(['\\n', '\\r\\n', '\\n\\n']))
          data = out.getvalue().encode(random.choice(['utf-8', 'utf-8-sig']))
          pack, end = random.choice([(bytes, ''), (gzip.compress, '.gz'), (bz2.compress, '.bz2'), (lzma.compress, '.xz')])
          name = f'{number}.{kind}{end}'
          open(name, 'wb').write(pack(data))
          expected = [(clean(t), l) for t, l in rows if clean(t)]
          cases.append({'name': name, 'texts': [t for t, _ in expected], 'labels': [l for _, l in expected]})
      json.dump(cases, open('cases.json', 'w'))
      """;

  /** Makes random texts, most of them no CSV, and reads them as strict CSV. */
  private static final String READER =
      """
      import csv, json, random, re
      random.seed(2)
      pieces = ['"', '"', '""', ',', ',', '\\n', '\\r\\n', '\\r', 'a', 'b', '\\U0001f600']
      cases = []
      for number in range(2000):
          name = f'raw{number}.csv'
          text = random.choice(['t\\n', 't,n\\r\\n', 'n,"t"\\n']) + ''.join(random.choices(pieces, k=random.randrange(1, 12)))
          open(name, 'w', encoding='utf-8', newline='').write(text)
          texts = []
          try:
              reader = csv.reader(open(name, encoding='utf-8', newline=''), strict=True)
              header = next(reader)
              for row in reader:
                  if row in ([], ['']):
                      continue
                  if len(row) != len(header):
                      raise csv.Error('ragged')
                  cell = re.sub('\\r\\n|\\r|\\n', ' ', row[header.index('t')].strip())
                  if cell:
                      texts.append(cell)
          except csv.Error:
              texts = None
          cases.append({'name': name, 'texts': texts})
      json.dump(cases, open('cases.json', 'w'))
      """;

  @TempDir Path folder;

  private JsonNode cases(String script) throws Exception {
    Files.writeString(folder.resolve("oracle.py"), script);
    ExternalTool.named("python3").runOk(folder, "oracle.py");
    return Json.read(folder.resolve("cases.json"), JsonNode.class);
  }

  private Corpus read(JsonNode expected, Columns columns) {
    Path file = folder.resolve(expected.path("name").textValue());
    Corpus corpus =
        DataFiles.read(
                List.of(file), columns, InputStream.nullInputStream(), List.of(), Preparation.NONE)
            .corpus();
    Corpus piped = piped(file, columns);
    assertEquals(corpus.documents(), piped.documents());
    assertEquals(corpus.labels(), piped.labels());
    return corpus;
  }

  /** The same bytes on standard input, where no name tells what they are. */
  private static Corpus piped(Path file, Columns columns) {
    String kind = file.getFileName().toString().split("\\.", -1)[1];
    DataFiles.Format format =
        switch (kind) {
          case "csv" -> DataFiles.Format.CSV;
          case "tsv" -> DataFiles.Format.TSV;
          default -> DataFiles.Format.JSONL;
        };
    try (InputStream bytes = Files.newInputStream(file)) {
      return DataFiles.read(
              List.of(DataFiles.STANDARD_INPUT),
              columns,
              new DataFiles.Input(bytes, format),
              List.of(),
              Preparation.NONE)
          .corpus();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(element -> strings.add(element.textValue()));
    return strings;
  }

  @Test
  void whatPythonWritesIsRead() throws Exception {
    int files = 0;
    int rows = 0;
    for (JsonNode expected : cases(WRITER)) {
      Columns columns = new Columns(Optional.of("text"), Optional.of("label"));
      Corpus corpus = read(expected, columns);
      List<String> texts = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      for (String document : corpus.documents()) {
        String symbol = Character.toString(document.codePointBefore(document.length()));
        texts.add(document.substring(0, document.length() - symbol.length()));
        labels.add(name(corpus, symbol));
      }
      assertEquals(strings(expected.path("texts")), texts, () -> expected.path("name").asText());
      assertEquals(strings(expected.path("labels")), labels);
      files++;
      rows += texts.size();
    }
    assertEquals(300, files);
    assertTrue(rows > 7_000, rows + " rows");
  }

  private static String name(Corpus corpus, String symbol) {
    return corpus.labels().stream()
        .filter(label -> label.symbol().equals(symbol))
        .map(Label::name)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatPythonRefusesIsRefused() throws Exception {
    int refused = 0;
    int empty = 0;
    int read = 0;
    for (JsonNode expected : cases(READER)) {
      Columns columns = new Columns(Optional.of("t"), Optional.empty());
      String shown = content(expected);
      if (!expected.path("texts").isNull() && expected.path("texts").size() > 0) {
        assertEquals(strings(expected.path("texts")), read(expected, columns).documents(), shown);
        read++;
        continue;
      }
      InputException e =
          assertThrows(InputException.class, () -> read(expected, columns), () -> shown);
      boolean holdsNoText = e.getMessage().contains("holds no text");
      assertEquals(!expected.path("texts").isNull(), holdsNoText, shown + e.getMessage());
      refused += holdsNoText ? 0 : 1;
      empty += holdsNoText ? 1 : 0;
    }
    assertEquals(2000, refused + empty + read);
    assertTrue(refused > 300 && empty > 30 && read > 200, refused + ", " + empty + ", " + read);
  }

  private String content(JsonNode expected) throws IOException {
    return Json.line(Files.readString(folder.resolve(expected.path("name").textValue())));
  }
}
