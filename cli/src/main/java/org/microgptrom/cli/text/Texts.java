package org.microgptrom.cli.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;

/**
 * The texts that a model is asked about: those of the command line, and in the place of {@code -}
 * the lines of standard input, which are read as they come and never all held in memory.
 *
 * @param <T> what is made of a text
 */
public final class Texts<T> {
  /** Stands for the lines of standard input. */
  public static final String STANDARD_INPUT = "-";

  /** The most texts that are handed on together. */
  private static final int LARGEST_BATCH = 4096;

  /** The most characters of a line; a context has at most 4,096 symbols. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final String REPLACEMENT = "\uFFFD";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * A text.
   *
   * @param where it comes from, for errors
   */
  public record Text(String where, String value) {
    /** The text, spelt as a corpus with this preparation is. */
    public Text spelt(Preparation preparation) {
      return new Text(where, preparation.spell(value));
    }

    /**
     * The ids of its symbols, without BOS.
     *
     * @throws InputException if the vocabulary lacks one
     */
    public int[] encode(Vocabulary vocabulary) {
      try {
        return vocabulary.encode(value);
      } catch (IllegalArgumentException e) {
        throw new InputException(
            where,
            VisibleText.of(String.valueOf(e.getMessage())) + " of the model",
            "its symbols are " + TableText.symbols(vocabulary),
            e);
      }
    }

    /** The fault of a text that is longer than the context allows. */
    public InputException tooLong(int symbols, int most, String advice) {
      return new InputException(
          where,
          "has "
              + symbols
              + " symbols, at most "
              + most
              + " expected, as many as the context holds",
          advice);
    }
  }

  private final Function<Text, T> parser;
  private final Consumer<List<T>> taker;
  private List<T> batch = new ArrayList<>();
  private boolean afterReturn; // the last line ended with CR

  private Texts(Function<Text, T> parser, Consumer<List<T>> taker) {
    this.parser = parser;
    this.taker = taker;
  }

  /**
   * Hands all texts on in order, those that are there together: what is typed gets its answer at
   * once, a file is read in batches.
   *
   * @param kind what the texts are called in errors, {@code text} say
   * @param given texts, or {@link #STANDARD_INPUT}
   * @param clean whether lines are cleaned as those of a corpus are: white space at both ends goes,
   *     blank lines are no texts
   * @param parser makes of a text what is handed on, or refuses it
   * @param taker takes batches of at least one text
   * @throws InputException if a text is refused, after those before it were taken, or if standard
   *     input is asked for and has no text
   */
  public static <T> void read(
      String kind,
      List<String> given,
      boolean clean,
      Function<Text, T> parser,
      Consumer<List<T>> taker) {
    Texts<T> texts = new Texts<>(parser, taker);
    try {
      for (int i = 0; i < given.size(); i++) {
        if (given.get(i).equals(STANDARD_INPUT)) {
          texts.readLines(clean);
        } else {
          texts.add(new Text(kind + " " + (i + 1), given.get(i)));
        }
      }
    } finally {
      texts.handOn();
    }
  }

  private void add(Text text) {
    batch.add(parser.apply(text));
    if (batch.size() == LARGEST_BATCH) {
      handOn();
    }
  }

  private void handOn() {
    List<T> complete = batch;
    batch = new ArrayList<>();
    if (!complete.isEmpty()) {
      taker.accept(complete);
    }
  }

  private void readLines(boolean clean) {
    Charset charset = NativeText.ofStandardInput();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, charset), 1 << 16);
    int number = 0;
    int found = 0;
    try {
      for (String line = line(in, 1); line != null; line = line(in, number + 1)) {
        number++;
        String where = where(number);
        if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
          line = line.substring(1);
        }
        if (line.contains(REPLACEMENT)) {
          throw new InputException(where, "has bytes that are no characters in " + charset, "");
        }
        String text = clean ? line.strip() : line;
        if (!(clean && text.isEmpty())) {
          add(new Text(where, text));
          found++;
        }
        if (!in.ready()) {
          handOn();
        }
      }
    } catch (IOException e) {
      throw new InputException("standard input", "cannot be read: " + e.getMessage(), "", e);
    }
    if (found == 0) {
      throw new InputException(
          "standard input",
          number == 0 ? "is empty, a text on each line expected" : "has blank lines only",
          "pass texts as arguments, or a file with < FILE");
    }
  }

  private static String where(int line) {
    return "standard input, line " + line;
  }

  /** The next line without its end, which is LF, CR LF or CR; null after the last one. */
  private @Nullable String line(BufferedReader in, int number) throws IOException {
    int next = in.read();
    if (afterReturn && next == '\n') {
      next = in.read();
    }
    if (next < 0) {
      return null;
    }
    StringBuilder line = new StringBuilder();
    for (; next >= 0 && next != '\n' && next != '\r'; next = in.read()) {
      if (line.length() == LONGEST_LINE) {
        throw new InputException(
            where(number),
            "is longer than " + LONGEST_LINE + " characters",
            "one text is expected on each line");
      }
      line.append((char) next);
    }
    afterReturn = next == '\r';
    return line.toString();
  }
}
