package org.microgptrom.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;

/**
 * The documents of a corpus as one text, in their order, with a line feed between each two, which
 * is a symbol like others; the end of a paragraph is two of them. A model of a limited context sees
 * the text through windows. The last tenth of the text, rounded half up, is held out, and no window
 * reaches over its beginning.
 */
public final class RunningText {
  /** As for documents: more of them would not fit into memory. */
  private static final long MOST_WINDOWS = 1 << 24;

  private final Corpus corpus;
  private final int[] text; // code points

  /**
   * The windows of a text.
   *
   * @param size of each in code points, so many that they fill the context
   * @param context of the model in tokens, each of one code point at least. Windows to train on
   *     begin half a context apart, rounded up; those to measure on a whole one.
   */
  public record Windows(int size, int context) {
    private static final Pattern STEP =
        Pattern.compile(CorpusId.RUNNING_TEXT + "([0-9]{1,9}) for a context of ([0-9]{1,9})");

    /** Checks that a window fills the context. */
    public Windows {
      if (context < 1 || size < context) {
        throw new IllegalArgumentException(size + " code points don't fill " + context + " tokens");
      }
    }

    /** The windows for a model with this vocabulary and context. */
    public static Windows of(Vocabulary vocabulary, int context) {
      int longest =
          vocabulary.symbols().stream()
              .mapToInt(s -> s.codePointCount(0, s.length()))
              .max()
              .orElse(1);
      return new Windows(longest * context, context);
    }

    /** The windows that the corpus of a model was seen through; empty if it was no running text. */
    static Optional<Windows> of(CorpusId recorded) {
      return recorded.preparation().stream().flatMap(step -> of(step).stream()).findFirst();
    }

    /** The windows that a step of a recorded preparation names. */
    static Optional<Windows> of(String step) {
      Matcher matcher = STEP.matcher(step);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      int size = Integer.parseInt(matcher.group(1));
      int context = Integer.parseInt(matcher.group(2));
      return context < 1 || size < context
          ? Optional.empty()
          : Optional.of(new Windows(size, context));
    }

    String step() {
      return CorpusId.RUNNING_TEXT + size + " for a context of " + context;
    }
  }

  private RunningText(Corpus corpus) {
    this.corpus = corpus;
    this.text = String.join("\n", corpus.documents()).codePoints().toArray();
  }

  /** The text of this corpus. */
  public static RunningText of(Corpus corpus) {
    return new RunningText(corpus);
  }

  /** The number of code points. */
  public int length() {
    return text.length;
  }

  /**
   * The code points of the text.
   *
   * @throws InputException if there are too many with the line feed, which no line has
   */
  public Vocabulary vocabulary() {
    try {
      return Vocabulary.of(List.of(text(0, text.length)));
    } catch (IllegalArgumentException e) {
      throw new InputException(
          where(),
          "has too many symbols: " + e.getMessage(),
          "--rare replace puts U+FFFD for the rare ones",
          e);
    }
  }

  /** The lines of the part to train on; the last one may be cut. */
  public List<String> trainingLines() {
    return training().lines().filter(line -> !line.isEmpty()).toList();
  }

  /** The part to train on where a tenth is held out. */
  String training() {
    return text(0, border());
  }

  /** Where the part that is held out begins. */
  private int border() {
    return text.length - (int) ((text.length + 5L) / 10);
  }

  /**
   * The windows to train on and those that are held out, each list shuffled. Where the tenth that
   * would be held out is shorter than a window, nothing is.
   *
   * @param seed of the shuffle, which is Python's, as in {@link Split}
   * @throws InputException if the text is shorter than a window, or has too many
   */
  public Split split(long seed, Windows windows) {
    int border = text.length - border() < windows.size ? text.length : border();
    List<String> training = cut(0, border, windows, (windows.context + 1) / 2);
    List<String> validation =
        border == text.length
            ? List.of()
            : new PythonRandom(seed).shuffled(cut(border, text.length, windows, windows.context));
    List<String> preparation = new ArrayList<>(corpus.preparation().steps());
    preparation.add(windows.step());
    return new Split(
        new PythonRandom(seed).shuffled(training),
        validation,
        new CorpusId(
            corpus.name(),
            corpus.sha256(),
            training.size() + validation.size(),
            seed,
            validation.size(),
            Corpus.sha256(validation),
            preparation,
            List.of()));
  }

  /**
   * The documents of a corpus for a model that was trained on another one: where that was running
   * text, all of the text in windows to measure on, in their order.
   *
   * @param trained the corpus of the model
   */
  public static List<String> documents(Corpus corpus, CorpusId trained) {
    return Windows.of(trained)
        .map(windows -> new RunningText(corpus).all(windows))
        .orElseGet(corpus::documents);
  }

  /** All of the text in windows to measure on, in their order. */
  List<String> all(Windows windows) {
    return cut(0, text.length, windows, windows.context);
  }

  /** Windows of a part, the last one at its end. */
  private List<String> cut(int from, int to, Windows windows, int apart) {
    if (to - from < windows.size) {
      throw new InputException(
          where(),
          "has a text of "
              + (to - from)
              + " characters, at least "
              + windows.size
              + " expected for a context of "
              + windows.context
              + " tokens",
          "give a smaller --context or a longer text");
    }
    if ((to - from) / apart > MOST_WINDOWS) {
      throw new InputException(
          where(), "has more than " + MOST_WINDOWS + " windows", "take a smaller part of the text");
    }
    List<String> cut = new ArrayList<>();
    for (int start = from; start < to - windows.size; start += apart) {
      cut.add(text(start, start + windows.size));
    }
    cut.add(text(to - windows.size, to));
    return cut;
  }

  private String where() {
    return "corpus " + VisibleText.of(corpus.name());
  }

  private String text(int from, int to) {
    return new String(text, from, to - from);
  }
}
