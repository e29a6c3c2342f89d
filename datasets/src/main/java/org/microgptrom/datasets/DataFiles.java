package org.microgptrom.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.microgptrom.datasets.DocumentParser.Limits;
import org.microgptrom.model.Label;
import org.microgptrom.model.io.InputException;

/**
 * Reads files of several kinds as one corpus, in their order. The end of a file's name, without
 * that of a compression, tells its kind:
 *
 * <ul>
 *   <li>{@code .csv} and {@code .tsv}: a table with a header line, {@link CsvTable};
 *   <li>{@code .jsonl}, {@code .ndjson} and {@code .json}: objects, one on each line, {@link
 *       JsonTable};
 *   <li>any other: one document on each line, {@link CorpusReader}.
 * </ul>
 *
 * <p>What standard input holds is said by its {@link Format}. All may be compressed, and hold UTF-8
 * only. A row of a table is a document: its text, in which a line break becomes a blank and from
 * whose ends white space is removed, and behind it the symbol of its label, if a column has labels.
 * Rows without a text are left out.
 */
public final class DataFiles {
  /** Stands for standard input. */
  public static final Path STANDARD_INPUT = Path.of("-");

  /** The name of a corpus from standard input. */
  private static final String STREAM = "standard input";

  private static final int MOST_NAMES = 3; // of files in the name of a corpus

  /** What a file holds, or standard input. */
  public enum Format {
    /** One document on each line. */
    LINES,
    /** A table with commas, semicolons or tabs. */
    CSV,
    /** A table with tabs. */
    TSV,
    /** Objects of JSON, one on each line. */
    JSONL
  }

  /** Standard input and what it holds. */
  public record Input(InputStream bytes, Format format) {}

  static final String FORMAT_OPTION = "--data-format";

  private final Columns columns;
  private final Input standardInput;
  private final Preparation preparation;
  private final CodePoints codePoints;
  private final List<String> texts = new ArrayList<>();
  private final List<LabelCell> labels = new ArrayList<>(); // of each text, if there are labels
  private final List<String> notes = new ArrayList<>();

  private DataFiles(Columns columns, Input standardInput, Preparation preparation) {
    this.columns = columns;
    this.standardInput = standardInput;
    this.preparation = preparation;
    this.codePoints = preparation.codePoints();
  }

  /**
   * A corpus as it was read.
   *
   * @param notes what people should know of how it was read, a sentence each
   */
  public record Read(Corpus corpus, List<String> notes) {}

  /** As {@link #read(List, Columns, Input, List, Preparation)}, with lines on standard input. */
  public static Read read(
      List<Path> files,
      Columns columns,
      InputStream standardInput,
      List<Label> known,
      Preparation preparation) {
    return read(files, columns, new Input(standardInput, Format.LINES), known, preparation);
  }

  /**
   * Reads files, and names the corpus after them.
   *
   * @param files at least one, each once
   * @param columns of the tables among them
   * @param standardInput that {@link #STANDARD_INPUT} stands for
   * @param known the labels of the model that the corpus is for, whose symbols the documents get;
   *     empty for a model that is to be trained
   * @param preparation of the texts; labels stay as they are
   * @throws InputException if a file is missing, unreadable or damaged, or texts or labels are not
   *     what they should be
   */
  public static Read read(
      List<Path> files,
      Columns columns,
      Input standardInput,
      List<Label> known,
      Preparation preparation) {
    requireDistinct(files);
    DataFiles data = new DataFiles(columns, standardInput, preparation);
    boolean hasTable = files.stream().anyMatch(data::isTable);
    if (hasTable && columns.label().isEmpty() && !known.isEmpty()) {
      throw new InputException(
          Columns.LABEL_OPTION,
          "is missing: the model was trained on texts with labels",
          "name the columns as for its training");
    }
    if (columns.label().isPresent() || (columns.areNamed() && !hasTable)) {
      files.forEach(data::requireTable);
    }
    files.forEach(data::read);
    return data.end(name(files), known);
  }

  private static void requireDistinct(List<Path> files) {
    Set<Path> places = new HashSet<>();
    for (Path file : files) {
      if (!places.add(real(file))) {
        throw new InputException(file, "is named twice", "name each file once");
      }
    }
  }

  private static Path real(Path file) {
    try {
      return Files.isRegularFile(file) ? file.toRealPath() : file;
    } catch (IOException e) {
      return file; // it can't be read, which is told when it is
    }
  }

  private static String name(List<Path> files) {
    List<String> names = files.stream().map(DataFiles::name).toList();
    if (names.size() <= MOST_NAMES) {
      return String.join(" + ", names);
    }
    return names.get(0) + " + " + (names.size() - 1) + " more";
  }

  private static String name(Path file) {
    return file.equals(STANDARD_INPUT) ? STREAM : file.getFileName().toString();
  }

  private boolean isTable(Path file) {
    return format(file) != Format.LINES;
  }

  private Format format(Path file) {
    return file.equals(STANDARD_INPUT) ? standardInput.format : formatByName(file);
  }

  private static Format formatByName(Path file) {
    if (file.getFileName() == null) {
      return Format.LINES;
    }
    String name =
        file.getFileName()
            .toString()
            .toLowerCase(Locale.ROOT)
            .replaceFirst("\\.(gz|bz2|xz|zip)$", "");
    if (name.endsWith(".csv")) {
      return Format.CSV;
    }
    if (name.endsWith(".tsv")) {
      return Format.TSV;
    }
    return Stream.of(".jsonl", ".ndjson", ".json").anyMatch(name::endsWith)
        ? Format.JSONL
        : Format.LINES;
  }

  private void requireTable(Path file) {
    if (!isTable(file)) {
      throw new InputException(
          name(file),
          "is read as plain text, which has no columns",
          "leave out "
              + (columns.label().isPresent() ? Columns.LABEL_OPTION : Columns.TEXT_OPTION)
              + (file.equals(STANDARD_INPUT)
                  ? ", or say what it holds: " + FORMAT_OPTION + " csv, tsv or jsonl"
                  : ", or give a file whose name ends with .csv, .tsv or .jsonl"));
    }
  }

  private void read(Path file) {
    Format format = format(file);
    if (format == Format.LINES) {
      texts.addAll(read(file, this::documents));
    } else {
      notes.addAll(
          read(
              file,
              (where, text) ->
                  table(where, DocumentParser.lines(where, text, Limits.DEFAULT), format)));
    }
  }

  private <T> T read(Path file, CorpusReader.Content<T> content) {
    return file.equals(STANDARD_INPUT)
        ? CorpusReader.read(STREAM, Optional.empty(), standardInput.bytes, content)
        : CorpusReader.read(file, content);
  }

  private List<String> documents(String where, InputStream text) throws IOException {
    return DocumentParser.parse(where, text, Limits.DEFAULT, codePoints, preparation.paragraphs());
  }

  /** Reads the rows of a table, and tells what people should know of them. */
  private List<String> table(String where, List<String> lines, Format format) {
    Rows rows = new Rows(where);
    int longest = Limits.DEFAULT.line();
    Columns.Chosen chosen =
        format == Format.JSONL
            ? JsonTable.read(where, lines, columns, rows)
            : CsvTable.read(where, lines, format == Format.TSV, columns, longest, rows);
    if (rows.found == 0) {
      throw new InputException(
          where, "holds no text", "rows with " + chosen.describe() + " are expected");
    }
    List<String> told = new ArrayList<>();
    told.add(where + ": " + chosen.describe());
    if (rows.withoutText > 0) {
      told.add(where + ": left out " + count(rows.withoutText, "row") + " without a text");
    }
    if (rows.broken > 0) {
      told.add(where + ": line breaks became blanks in " + count(rows.broken, "text"));
    }
    return told;
  }

  private static String count(int count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  private Read end(String name, List<Label> known) {
    if (labels.isEmpty()) {
      return new Read(preparation.prepared(name, texts), notes);
    }
    List<String> prepared = preparation.prepare(name, texts);
    List<Integer> left =
        IntStream.range(0, texts.size()).filter(i -> !prepared.get(i).isEmpty()).boxed().toList();
    List<String> kept = left.stream().map(prepared::get).toList();
    CodePoints symbols = new CodePoints();
    kept.forEach(text -> symbols.admit(() -> name, text));
    List<LabelCell> cells = left.stream().map(labels::get).toList();
    Labelling labelling = Labelling.of(cells, known, symbols);
    notes.addAll(labelling.notes());
    for (Label label : labelling.labels()) {
      symbols.admit(() -> name + ", label \"" + label.name() + "\"", label.symbol());
    }
    List<String> documents =
        IntStream.range(0, kept.size())
            .mapToObj(i -> kept.get(i) + labelling.symbol(cells.get(i)))
            .toList();
    return new Read(new Corpus(name, documents, labelling.labels(), preparation), notes);
  }

  /** Takes the rows of one table. */
  private final class Rows implements RowTaker {
    private final String where;
    private int found;
    private int withoutText;
    private int broken;

    Rows(String where) {
      this.where = where;
    }

    @Override
    public void take(int line, String text, String label) {
      String stripped = DocumentParser.strip(text);
      String cleaned = stripped.replaceAll("\r\n|\r|\n", " ");
      if (cleaned.isEmpty()) {
        withoutText++;
        return;
      }
      codePoints.admit(() -> where + ":" + line, cleaned);
      texts.add(cleaned);
      found++;
      broken += cleaned.equals(stripped) ? 0 : 1;
      if (columns.label().isPresent()) {
        labels.add(LabelCell.of(where, line, label));
      }
    }
  }
}
