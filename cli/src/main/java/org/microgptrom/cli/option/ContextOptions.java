package org.microgptrom.cli.option;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.DocumentLengths;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The options for the context of the model to train: how long it is, and what happens to documents
 * that it does not hold.
 */
public final class ContextOptions {
  private static final String NAME = "--context";
  private static final String AUTO = "auto";

  /** The share of documents that {@code auto} holds whole. */
  private static final int PERCENT = 99;

  @Option(
      names = NAME,
      paramLabel = "T",
      defaultValue = "16",
      converter = Tokens.class,
      description =
          "Longest sequence in tokens, the end included, or auto: the smallest that holds 99 of"
              + " 100 documents whole (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "4096")
  private @Nullable Integer tokens; // null for auto

  @Option(
      names = "--truncate",
      description =
          "Train even where the context cuts off more than half of the corpus (default: such a"
              + " training is refused).")
  private boolean truncate;

  /** Reads a number, or {@code auto} as null. */
  static final class Tokens implements ITypeConverter<@Nullable Integer> {
    @Override
    public @Nullable Integer convert(String value) {
      if (value.equalsIgnoreCase(AUTO)) {
        return null;
      }
      try {
        return Integer.valueOf(value);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + value + "' is neither a whole number nor " + AUTO);
      }
    }
  }

  /** The context for documents of these lengths. */
  public int of(DocumentLengths lengths) {
    return tokens == null ? wished(lengths) : tokens;
  }

  /** The context for running text, which has no documents to hold whole. */
  public int ofText() {
    if (tokens == null) {
      throw new InputException(
          NAME + " " + AUTO,
          "does not go with --text, which has no documents to hold whole",
          "give a number: " + NAME + " 64, say");
    }
    return tokens;
  }

  private static int wished(DocumentLengths lengths) {
    return Math.min(lengths.contextFor(PERCENT), ModelConfig.LONGEST_CONTEXT);
  }

  /**
   * Requires that the context holds at least half of the tokens of a corpus, unless the user wants
   * it cut.
   *
   * @param lengths of its documents
   */
  public void require(Corpus corpus, DocumentLengths lengths) {
    int context = of(lengths);
    if (truncate || 2 * lengths.lost(context) <= lengths.tokens()) {
      return;
    }
    int wished = wished(lengths);
    throw new InputException(
        "corpus " + VisibleText.of(corpus.name()),
        String.format(
            Locale.ROOT,
            "loses %s of its %,d tokens to the context of %d: %,d of %,d documents do not fit it with"
                + " their end",
            lost(lengths, context),
            lengths.tokens(),
            context,
            lengths.cut(context),
            lengths.documents()),
        (wished > context ? advice(lengths, wished) + "; " : "")
            + "--text takes the corpus for running text, in windows of the context; --truncate trains"
            + " on the beginnings that are left");
  }

  private static String advice(DocumentLengths lengths, int wished) {
    String holds =
        lengths.contextFor(PERCENT) == wished
            ? "holds " + PERCENT + " % of the documents whole"
            : "is the longest and loses " + lost(lengths, wished);
    return NAME + " " + wished + " " + holds + ", " + NAME + " " + AUTO + " chooses it";
  }

  /** Tells what was chosen, and warns of documents that are cut. */
  public void tell(DocumentLengths lengths, Console console) {
    int context = of(lengths);
    if (tokens == null) {
      console.progress(
          String.format(
              Locale.ROOT,
              "train: --context %d, the %s; the longest document has %,d tokens with its end",
              context,
              lengths.contextFor(PERCENT) == context
                  ? "smallest that holds " + PERCENT + " % of the documents whole"
                  : "largest there is",
              lengths.contextFor(100)));
    }
    tellCut(lengths, context, NAME, console);
  }

  /**
   * Warns of documents that a context cuts.
   *
   * @param name of the option or key that says the context
   */
  public static void tellCut(DocumentLengths lengths, int context, String name, Console console) {
    int cut = lengths.cut(context);
    if (cut > 0) {
      console.warn(
          String.format(
              Locale.ROOT,
              "%,d of %,d documents do not fit the context of %d tokens with their end; they are cut,"
                  + " %s of all tokens are lost (%s)",
              cut,
              lengths.documents(),
              context,
              lost(lengths, context),
              name));
    }
  }

  private static String lost(DocumentLengths lengths, int context) {
    return TableText.percent((double) lengths.lost(context) / lengths.tokens());
  }
}
