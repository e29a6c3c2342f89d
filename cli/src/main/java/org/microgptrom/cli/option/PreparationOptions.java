package org.microgptrom.cli.option;

import org.jspecify.annotations.Nullable;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.Option;

/** The options that say what is done to the text of a corpus before a model is trained on it. */
public final class PreparationOptions {
  private static final String TEXT = "--text";
  private static final String RARE_BELOW = "--rare-below";
  private static final int USUAL_RARE_BELOW = 2;

  @Option(
      names = TEXT,
      description =
          "The corpus is running text, not a list: its line ends are symbols, a blank line is two of"
              + " them, it is learnt in overlapping windows of the context, and the last tenth of it is held out.")
  private boolean text;

  @Option(
      names = "--fold-case",
      description = "Make all letters small ones, here and in texts that the model is asked about.")
  private boolean foldCase;

  @Option(
      names = "--normalize",
      paramLabel = "FORM",
      description =
          "Bring the corpus, and texts that the model is asked about, into a normal form of Unicode."
              + " nfc: one symbol for a letter with accents. nfkc: plain letters for wide and joined"
              + " ones, too.")
  private Preparation.@Nullable Form form;

  @Option(
      names = "--rare",
      paramLabel = "WHAT",
      description =
          "What happens to symbols that are rare. drop: documents that hold one are left out."
              + " replace: U+FFFD stands for all of them.")
  private Preparation.@Nullable Rare rare;

  @Option(
      names = RARE_BELOW,
      paramLabel = "N",
      description =
          "With --rare: a symbol that occurs fewer than N times is rare (default: "
              + USUAL_RARE_BELOW
              + ").")
  @Range(from = "2", to = "1000000")
  private @Nullable Integer rareBelow;

  /** Whether the corpus is running text. */
  public boolean isText() {
    return text;
  }

  /** Whether an option asks for anything. */
  public boolean isGiven() {
    return text || foldCase || form != null || rare != null || rareBelow != null;
  }

  /** What is done to the documents. */
  public Preparation preparation() {
    Preparation.Rare kind = rare == null ? Preparation.Rare.KEEP : rare;
    if (kind == Preparation.Rare.KEEP && rareBelow != null) {
      throw new InputException(
          RARE_BELOW,
          "needs --rare, as nothing happens to rare symbols",
          "add --rare replace, say");
    }
    int usual = kind == Preparation.Rare.KEEP ? 0 : USUAL_RARE_BELOW;
    return new Preparation(
        text,
        form == null ? Preparation.Form.NONE : form,
        foldCase,
        kind,
        rareBelow == null ? usual : rareBelow);
  }
}
