package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Label;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.io.InputException;

class DataFilesTest {
  private static final Columns LABELLED = columns("", "label");
  private static final String GOOD = "text,label\na,x\nb,y\nc,x\nd,y\n";

  @TempDir Path folder;

  private static Columns columns(String text, String label) {
    return new Columns(
        Optional.of(text).filter(name -> !name.isEmpty()),
        Optional.of(label).filter(name -> !name.isEmpty()));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static DataFiles.Read read(Columns columns, Path... files) {
    return read(columns, List.of(), files);
  }

  private static DataFiles.Read read(Columns columns, List<Label> known, Path... files) {
    return DataFiles.read(
        List.of(files), columns, InputStream.nullInputStream(), known, Preparation.NONE);
  }

  private static Corpus typed(byte[] bytes, Path... files) {
    return DataFiles.read(
            List.of(files),
            Columns.NONE,
            new ByteArrayInputStream(bytes),
            List.of(),
            Preparation.NONE)
        .corpus();
  }

  private static void refuses(String message, Columns columns, List<Label> known, Path... files) {
    InputException e =
        assertThrows(InputException.class, () -> read(columns, known, files), message);
    assertTrue(e.getMessage().contains(message), () -> message + " in " + e.getMessage());
  }

  @Test
  void filesAreOneCorpusInTheirOrder() throws IOException {
    Path b = file("b.txt", "two\none\n");
    Path a = file("a.csv", "text\n one \n\n\"two\nthree\"\n");
    Path c = file("c.jsonl", "{\"t\":\"four\"}\n");
    Path d = folder.resolve("d.tsv.zip");
    Files.write(d, Packed.pack(Compression.ZIP, "text\n\"five, six\"\n"));
    assertEquals(
        new Corpus("b.txt + a.csv + c.jsonl", List.of("two", "one", "one", "two three", "four")),
        read(Columns.NONE, b, a, c).corpus());
    DataFiles.Read four = read(Columns.NONE, d, a, b, c);
    assertEquals("d.tsv.zip + 3 more", four.corpus().name());
    assertEquals(
        List.of("five, six", "one", "two three", "two", "one", "four"), four.corpus().documents());
    assertEquals(
        List.of(
            d + " (zip): texts of column \"text\"",
            a + ": texts of column \"text\"",
            a + ": line breaks became blanks in 1 text",
            c + ": texts of column \"t\""),
        four.notes());
  }

  @Test
  void textsArePreparedAndTheirLabelsStay() throws IOException {
    Path file =
        file(
            "a.csv",
            "text,label\nABC,Good\nxbc,Bad\n\uFF21b,Good\n\u00A8,Bad\n\u2460a,Good\nbc,Bad\n");
    Preparation preparation =
        new Preparation(Preparation.Form.NFKC, true, Preparation.Rare.DROP, 2);
    Corpus corpus =
        DataFiles.read(
                List.of(file), LABELLED, InputStream.nullInputStream(), List.of(), preparation)
            .corpus();
    // x, the 1 that circled one becomes and the lone diaeresis are rare; circled two is a label.
    assertEquals(List.of("abc\u2461", "ab\u2461", "bc\u2460"), corpus.documents());
    assertEquals(List.of(new Label("\u2460", "Bad"), new Label("\u2461", "Good")), corpus.labels());
    assertEquals(preparation, corpus.preparation());
    CorpusId id = Split.of(corpus, 1).id();
    assertEquals(List.of("normalize nfkc", "fold-case", "rare drop below 2"), id.preparation());
    assertEquals(corpus.labels(), id.labels());
  }

  @Test
  void aFileIsNamedOnce() throws IOException {
    Path a = file("a.txt", "a\n");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), a);
    refuses("link.txt: is named twice", Columns.NONE, List.of(), a, link);
    Path dash = DataFiles.STANDARD_INPUT;
    InputException e = assertThrows(InputException.class, () -> typed(new byte[0], dash, dash));
    assertTrue(e.getMessage().startsWith("-: is named twice"), e::getMessage);
  }

  @Test
  void standardInputHasTables() throws IOException {
    Path dash = DataFiles.STANDARD_INPUT;
    Path b = file("b.csv", "text,label\ne,y\n");
    Map<DataFiles.Format, String> tables = new LinkedHashMap<>();
    tables.put(DataFiles.Format.CSV, "label,text\ny,a\nn,\"c\nd\"\n");
    tables.put(DataFiles.Format.TSV, "label\ttext\ny\ta\nn\tc d\n");
    tables.put(
        DataFiles.Format.JSONL,
        "{\"text\":\"a\",\"label\":\"y\"}\n{\"label\":\"n\",\"text\":\"c d\"}\n");
    int read = 0;
    for (Map.Entry<DataFiles.Format, String> table : tables.entrySet()) {
      byte[] packed = Packed.pack(Compression.GZIP, table.getValue());
      DataFiles.Input input = new DataFiles.Input(new ByteArrayInputStream(packed), table.getKey());
      Corpus corpus =
          DataFiles.read(List.of(dash, b), LABELLED, input, List.of(), Preparation.NONE).corpus();
      assertEquals("standard input + b.csv", corpus.name());
      assertEquals(List.of("a②", "c d①", "e②"), corpus.documents());
      read++;
    }
    assertEquals(3, read);
    refuses(
        "standard input: is read as plain text, which has no columns\n  leave out --label-column,"
            + " or say what it holds: --data-format csv, tsv or jsonl",
        LABELLED,
        List.of(),
        dash);
  }

  @Test
  void standardInputHasDocumentsOnLines() throws IOException {
    Path dash = DataFiles.STANDARD_INPUT;
    Path a = file("a.txt", "c\n");
    assertEquals(
        new Corpus("standard input + a.txt", List.of("a", "b", "c")),
        typed(Packed.pack(Compression.GZIP, "a\n\nb"), dash, a));
    Map<String, byte[]> faults = new LinkedHashMap<>();
    faults.put("standard input: holds no document", new byte[0]);
    faults.put("standard input: holds no document\n", new byte[] {' ', '\n'});
    faults.put("standard input:2: byte 0xFF at offset 2 is not UTF-8", new byte[] {'a', '\n', -1});
    faults.put("standard input: is a zip archive in a pipe", Packed.pack(Compression.ZIP, "a"));
    faults.forEach(
        (message, bytes) -> {
          InputException e = assertThrows(InputException.class, () -> typed(bytes, dash));
          assertTrue(e.getMessage().startsWith(message), e::getMessage);
        });
    assertEquals(4, faults.size());
    refuses(
        "standard input: is read as plain text, which has no columns", LABELLED, List.of(), dash);
  }

  @Test
  void theColumnsAreFoundByName() throws IOException {
    Path two = file("two.csv", "\ufeffid , text\n1,a\n2,b\n");
    assertEquals(List.of("a", "b"), read(columns("text", ""), two).corpus().documents());
    assertEquals(List.of("1", "2"), read(columns("id", ""), two).corpus().documents());
    refuses("two.csv:1: has 2 columns: \"id\", \"text\"", Columns.NONE, List.of(), two);
    refuses(
        "two.csv:1: has no column \"txt\" (--text-column)\n"
            + "  did you mean \"text\"? Its columns: \"id\", \"text\"",
        columns("txt", ""),
        List.of(),
        two);
    refuses("has no column \"label\" (--label-column)", LABELLED, List.of(), two);
    refuses("both name the column \"id\"", columns("id", "id"), List.of(), two);
    Path twice = file("twice.csv", "\na,b,a,label\n1,2,3,4\n");
    refuses(
        "twice.csv:2: column \"a\" (--text-column) is there 2 times: columns 1, 3",
        columns("a", "label"),
        List.of(),
        twice);
    refuses(
        "has 3 columns besides that of the labels: \"a\", \"b\", \"a\"\n"
            + "  name the one with the texts: --text-column NAME",
        LABELLED,
        List.of(),
        twice);
    assertEquals(List.of("2"), read(columns("b", ""), twice).corpus().documents());
    refuses(
        "has no column besides that of the labels",
        LABELLED,
        List.of(),
        file("one.csv", "label\nx\n"));
    refuses("plain.txt: is read as plain text", LABELLED, List.of(), file("plain.txt", "a\n"));
    Path plain = folder.resolve("plain.txt");
    refuses("plain.txt: is read as plain text", columns("t", ""), List.of(), plain);
    assertEquals(
        List.of("a", "a", "b"), read(columns("text", ""), plain, two).corpus().documents());
    Path tabs = file("tabs.tsv", "a,b\tc\n1,2\t3\n");
    assertEquals(List.of("1,2"), read(columns("a,b", ""), tabs).corpus().documents());
  }

  @Test
  void labelsGetAscendingSymbolsThatNoTextHas() throws IOException {
    Path data =
        file(
            "a.csv",
            "label,text\nvery good,①\n\uff5e,b ③\n\ud83d\ude00,c\nvery good,d\n\uff5e,e\n\ud83d\ude00,f\n");
    Corpus corpus = read(LABELLED, data).corpus();
    // By code points: U+FF5E is below U+1F600, whose first surrogate is below it.
    List<Label> labels =
        List.of(
            new Label("②", "very good"), new Label("④", "\uff5e"), new Label("⑤", "\ud83d\ude00"));
    assertEquals(labels, corpus.labels());
    assertEquals(List.of("①②", "b ③④", "c⑤", "d②", "e④", "f⑤"), corpus.documents());
    assertEquals(labels, Split.of(corpus, 1).id().labels());
    String many =
        IntStream.range(0, 128)
            .mapToObj(i -> "t,l" + (i % 64))
            .collect(Collectors.joining("\n", "text,label\n", "\n"));
    List<Label> most = read(LABELLED, file("many.csv", many)).corpus().labels();
    assertEquals(64, most.size());
    assertEquals("\u249f", most.get(63).symbol());
    refuses(
        "more.csv:130: \"l64\" is distinct label number 65, at most 64 expected",
        LABELLED,
        List.of(),
        file("more.csv", many + "t,l64\n"));
  }

  @Test
  void labelsThatAreLikelyWrongAreRefused() throws IOException {
    Map<String, String> faults = new LinkedHashMap<>();
    faults.put("e,\n", ":6: the text has no label");
    faults.put("e,X\n", ":6: the label \"X\" is nearly \"x\", which stands 2 times, first at ");
    faults.put("e,\"x\ny\"\n", ":6: the label \"x\\ny\" has a line break");
    faults.put(
        "e,positive\nf,positive\ng,postive\n",
        ":8: the label \"postive\" stands once only, and \"positive\" 2 times");
    faults.put("e,so so\nf,so  so\ng,so so\n", ":7: the label \"so  so\" is nearly \"so so\"");
    faults.put("e,\u00e9\nf,e\u0301\ng,e\u0301\n", ":6: the label \"\u00e9\" is nearly");
    faults.put("e\n", ":6: the row has 1 cell, the header has 2");
    faults.put("e,x,\n", ":6: the row has 3 cells, the header has 2");
    faults.put("\"e,x\nf,y\n", ":6: a quote opens a cell of the row that begins here");
    faults.put("\"e\"f,x\n", ":6: text follows the quote that closes a cell");
    faults.put("\0,x\n", ":6: holds the character NUL");
    int number = 0;
    for (Map.Entry<String, String> fault : faults.entrySet()) {
      Path file = file(number++ + ".csv", GOOD + fault.getKey());
      refuses(file + fault.getValue(), LABELLED, List.of(), file);
    }
    assertEquals(11, number);
    refuses(
        "same.csv: all texts have the label \"x\"",
        LABELLED,
        List.of(),
        file("same.csv", "t,label\na,x\nb,x\n"));
    refuses(
        "ids.csv:2: no label stands twice, \"1\" is the first of 2",
        LABELLED,
        List.of(),
        file("ids.csv", "t,label\na,1\nb,2\n"));
    refuses("none.csv: holds no text", LABELLED, List.of(), file("none.csv", "t,label\n,x\n ,y\n"));
    refuses("empty.csv: is empty", LABELLED, List.of(), file("empty.csv", "\n"));
    refuses(
        "long.csv:2: the row is longer than 1048576 characters",
        columns("t", ""),
        List.of(),
        file("long.csv", "t\n\"" + "abc\n".repeat(1 << 19)));
  }

  @Test
  void whatCanBeRightIsTold() throws IOException {
    DataFiles.Read read = read(LABELLED, file("a.csv", GOOD + ",x\n\"  \",\ne,other\nf, x \n"));
    String file = folder.resolve("a.csv").toString();
    assertEquals(
        List.of(
            file + ": texts of column \"text\", labels of column \"label\"",
            file + ": left out 2 rows without a text",
            file + ":8: the label \"other\" stands once only; of one text a class can't be learnt"),
        read.notes());
    assertEquals(List.of("a②", "b③", "c②", "d③", "e①", "f②"), read.corpus().documents());
  }

  @Test
  void theLabelsOfAModelKeepTheirSymbols() throws IOException {
    List<Label> known = List.of(new Label("⑧", "w"), new Label("⑨", "x"));
    Path data = file("a.csv", "text,label\na,x\n①,x\n");
    Corpus corpus = read(LABELLED, known, data).corpus();
    assertEquals(List.of("a⑨", "①⑨"), corpus.documents());
    assertEquals(known, corpus.labels());
    Path other = file("b.csv", "text,label\na,x\nb,X\n");
    refuses(
        "b.csv:3: the model does not know the label \"X\"\n  did you mean x? Known: w, x",
        LABELLED,
        known,
        other);
    Path used = file("c.csv", "text,label\n⑧,x\n");
    refuses("a text has the character ⑧, which stands for the label \"w\"", LABELLED, known, used);
    refuses("--label-column: is missing", columns("text", ""), known, data);
  }

  @Test
  void faultsOfJsonHaveTheirLine() throws IOException {
    String good = "{\"t\":\"a\",\"label\":true}\n{\"label\":false,\"t\":1.50,\"more\":[{}]}\n\n";
    Path data =
        file("a.json", good + "{\"t\":null,\"label\":true}\n{\"t\":\"b\\nc\",\"label\":true}\n");
    assertEquals(
        List.of("a②", "1.50①", "b c②"), read(columns("t", "label"), data).corpus().documents());
    Map<String, String> faults = new LinkedHashMap<>();
    faults.put("{\"t\":\"b\"}", ":4: the object has no key \"label\"");
    faults.put("{\"t\":[\"b\"],\"label\":1}", ":4: key \"t\" holds an array, a text expected");
    faults.put("{\"t\":true,\"label\":1}", ":4: key \"t\" holds true, a text expected");
    faults.put("{\"t\":\"b\",\"label\":{}}", ":4: key \"label\" holds an object, a text, a number");
    faults.put("{\"t\":\"b\",\"label\":null}", ":4: the text has no label");
    faults.put("{\"t\":\"b\",\"t\":\"c\",\"label\":1}", ":4:");
    faults.put("{\"t\":\"b\",", ":4:");
    faults.put("{\"t\":\"b\",\"label\":1} {}", ":4: the line goes on after its object");
    faults.put("[]", ":4: a JSON object expected, found an array");
    faults.put("b", ":4:");
    faults.put("{\"t\":\"\\ud83d\",\"label\":1}", ":4: U+D83D is half of a surrogate pair");
    faults.put("{\"t\":\"\\u0000\",\"label\":1}", ":4: holds the character NUL");
    int number = 0;
    for (Map.Entry<String, String> fault : faults.entrySet()) {
      Path file = file(number++ + ".jsonl", good + fault.getKey());
      refuses(file + fault.getValue(), columns("t", "label"), List.of(), file);
    }
    assertEquals(12, number);
    Path lists = file("list.json", "[\n{\"t\":\"a\"}\n]\n");
    refuses("jq -c '.[]' makes such lines of an array", Columns.NONE, List.of(), lists);
    refuses("blank.jsonl: is empty", Columns.NONE, List.of(), file("blank.jsonl", "\n"));
  }

  @Test
  void allFilesTogetherHaveFewCharacters() throws IOException {
    String first = "a\n" + Character.toString(0x4e00).repeat(3) + "\n";
    String lines =
        IntStream.range(0, 510)
            .mapToObj(i -> Character.toString(0x5000 + i))
            .collect(Collectors.joining("\n", "", "\n"));
    Path a = file("a.txt", first);
    Path b = file("b.csv", "t\n" + lines);
    assertEquals(512, read(Columns.NONE, a, b).corpus().vocabulary().symbols().size());
    refuses(
        "labels.csv, label \"x\": U+2460 is distinct character number 513",
        LABELLED,
        List.of(),
        file("labels.csv", "t,label\n" + lines.replace("\n", ",x\n") + "a,x\nb,y\n"));
    Path c = file("c.csv", "t\nz\n");
    refuses("c.csv:2: U+007A is distinct character number 513", Columns.NONE, List.of(), a, b, c);
  }
}
