package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.Terminal;
import org.microgptrom.cli.text.Texts;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.io.InputException;
import org.microgptrom.simulate.tool.Target;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A model, and the texts that it is asked about. */
public final class TextOptions {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A bundle, a quantized model folder, a checkpoint, or the folder of run.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "TEXT",
      description =
          "The texts; - or none for the lines of standard input, where white space at both ends and"
              + " blank lines count as little as in a corpus.")
  private List<String> texts = List.of();

  @Mixin private AnswerOptions answer;

  /** The model's path. */
  public Path model() {
    return model;
  }

  /** As {@link AnswerOptions#simulator}. */
  public Optional<Target> simulator() {
    return answer.simulator();
  }

  /**
   * Requires that no text is given.
   *
   * @param option which has texts of its own
   */
  public void requireNone(String option) {
    if (!texts.isEmpty()) {
      throw new InputException(
          option, "does not go with texts, \"" + texts.get(0) + "\" say", "leave one of them out");
    }
  }

  /**
   * As {@link Texts#read}, with the texts spelt as the corpus of the model was.
   *
   * @param training how the model was trained
   */
  public <T> void read(
      Provenance training,
      Console console,
      Function<Texts.Text, T> parser,
      Consumer<List<T>> taker) {
    if (texts.isEmpty() && Terminal.resultColumns().isPresent()) {
      console.progress("reads standard input, a text on each line; Ctrl-D ends it");
    }
    Preparation spelling = Preparation.of(training.corpus());
    List<String> given = texts.isEmpty() ? List.of(Texts.STANDARD_INPUT) : texts;
    Texts.read("text", given, true, text -> parser.apply(text.spelt(spelling)), taker);
  }
}
