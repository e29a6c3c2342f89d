package org.microgptrom.cli.option;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.quantize.Rounding;
import org.microgptrom.quantize.Sample;
import org.microgptrom.quantize.WeightOptions;
import org.microgptrom.quantize.WidthChooser;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how many bits a weight has in ROM, and how it is rounded to them. */
public final class NarrowOptions {
  private static final String ROM_BITS = "--rom-bits";

  @Mixin private final WeightBitsOptions weightBits = new WeightBitsOptions();

  @Option(
      names = ROM_BITS,
      paramLabel = "N",
      description =
          "Choose the bits of each tensor so that all weights and codebooks have at most N bits, by"
              + " how much each tensor's widths change the predictions. Padding to whole memory"
              + " words comes on top.")
  @Range(from = "1", to = "1000000000000")
  private @Nullable Long romBits;

  @Option(
      names = "--rounding",
      paramLabel = "HOW",
      completionCandidates = Candidates.Roundings.class,
      description =
          "How weights of fewer than 16 bits are rounded: nearest; matrix, which keeps what each"
              + " matrix makes of its inputs; joint, which keeps the predictions (default: joint up"
              + " to 5,000 parameters, matrix up to 1,000,000, nearest above).")
  private @Nullable Rounding rounding;

  /**
   * What is asked for the weights of a checkpoint.
   *
   * @param calibration the sample that widths are chosen on
   * @throws InputException if no such widths exist, they do not fit, or they are not those that the
   *     checkpoint was trained for
   */
  public WeightOptions of(Checkpoint checkpoint, Sample calibration, Progress progress) {
    Optional<WeightBits> asked = weightBits.of(checkpoint.config());
    if (asked.isPresent() && romBits != null) {
      throw new InputException(
          WeightBitsOptions.NAME + " and " + ROM_BITS,
          "both say how many bits weights have",
          "give one");
    }
    if (rounding != null && (rounding == Rounding.TRAINED || !checkpoint.codes().isNone())) {
      throw new InputException(
          "--rounding " + rounding,
          rounding == Rounding.TRAINED
              ? "is what a training with codes has done, which is followed without being asked for"
              : "does not go with a checkpoint whose training has chosen its codes",
          "leave it out, or round a checkpoint without codes: nearest, matrix or joint");
    }
    WeightOptions options = WeightOptions.of(checkpoint);
    if (asked.isPresent()) {
      options = new WeightOptions(asked.get(), Optional.empty(), List.of());
      options.require(checkpoint, WeightBitsOptions.NAME);
    } else if (romBits != null) {
      long budget = romBits;
      WidthChooser chooser = new WidthChooser(checkpoint, calibration, progress);
      options = CommonOptions.checked(ROM_BITS, () -> chooser.choose(budget));
      options.require(checkpoint, ROM_BITS);
    }
    return new WeightOptions(options.bits(), Optional.ofNullable(rounding), options.tried());
  }
}
