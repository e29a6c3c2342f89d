package org.microgptrom.cli.option;

import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.text.Texts;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.Option;

/** The options that say how texts begin, where they end, and among which symbols is drawn. */
public final class PromptOptions {
  private static final String STOP = "--stop";

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description =
          "Continue TEXT, once or as often as --count says; - for each line of standard input. May"
              + " be given several times.")
  private List<String> prompts = List.of();

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description =
          "Draw among the K most probable symbols only; 1 takes the most probable one. The circuit"
              + " has no such choice: what it draws is what is drawn without this option.")
  @Range(from = "1", to = "4097")
  private @Nullable Integer most;

  @Option(
      names = STOP,
      paramLabel = "SYMBOLS",
      description =
          "End a text after any of these symbols, too, not only where the model ends it; the symbol"
              + " is the text's last, or where symbols are longer, one with any of these characters"
              + " is. The circuit goes on, its host stops listening.")
  private String stops = "";

  /**
   * The beginnings that are asked for; empty if there are none.
   *
   * @throws InputException if standard input, which can be read once, is among them twice
   */
  public List<String> prompts() {
    if (prompts.stream().filter(Texts.STANDARD_INPUT::equals).count() > 1) {
      throw new InputException("--prompt -", "is given twice", "standard input can be read once");
    }
    return prompts;
  }

  /** How many symbols are drawn among, where that is limited. */
  public Optional<Integer> most() {
    return Optional.ofNullable(most);
  }

  /** The symbols to stop at, as they were given. */
  public String stops() {
    return stops;
  }

  /**
   * Whether a text ends after a token for one of the options.
   *
   * @param spelling of the texts that the model was trained on
   */
  public IntPredicate stop(Vocabulary vocabulary, Preparation spelling) {
    String spelt = spelling.spell(stops);
    CommonOptions.checked(STOP, () -> vocabulary.encode(spelt));
    return token -> vocabulary.decode(token).codePoints().anyMatch(c -> spelt.indexOf(c) >= 0);
  }

  /** Requires that there is no choice that the circuit does not have. */
  public void requireOfCircuit() {
    if (most != null) {
      throw new InputException(
          "--top-k",
          "does not go with " + AnswerOptions.RTL + ", as the circuit draws among all symbols",
          "leave one of them out; --temperature 0 takes the most probable symbol");
    }
  }

  /**
   * Requires that none of the options is given.
   *
   * @param what has none of them
   */
  public void requireNone(String what) {
    if (!prompts.isEmpty() || most != null || !stops.isEmpty()) {
      throw new InputException(
          prompts.isEmpty() ? (most == null ? STOP : "--top-k") : "--prompt",
          "does not go with " + what,
          "leave one of them out");
    }
  }
}
