package org.microgptrom.cli.option;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.code.WeightBits;
import picocli.CommandLine.Option;

/** The option for the bits that a weight has in ROM. */
public final class WeightBitsOptions {
  /** The option's name. */
  public static final String NAME = "--weight-bits";

  @Option(
      names = NAME,
      paramLabel = "BITS",
      description =
          "Bits of a weight in ROM, 16, 8, 4, 3 or 2, and those of some tensors:"
              + " 4,wte=8,layer*.mlp_fc1=3 (default: those of the model, 16 where it has none of its"
              + " own).")
  private @Nullable String text;

  /** Whether the option is given. */
  public boolean isGiven() {
    return text != null;
  }

  /** The codes that stand in ROM for a model's weights: words where the option is not given. */
  public Codes codes(ModelConfig config) {
    return of(config).map(WeightBits::codes).orElseGet(() -> Codes.words(config.parameterNames()));
  }

  /** What was given. */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /**
   * The widths of a model's tensors; empty where the option is not given.
   *
   * @throws org.microgptrom.model.io.InputException if the text can't be understood or names no
   *     tensor of the model
   */
  public Optional<WeightBits> of(ModelConfig config) {
    return Optional.ofNullable(text)
        .map(
            given ->
                CommonOptions.checked(
                    NAME, () -> WeightBits.parse(given, config.parameterNames())));
  }
}
