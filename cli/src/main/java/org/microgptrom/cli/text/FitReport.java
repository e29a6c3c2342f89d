package org.microgptrom.cli.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.plan.AllStreams;
import org.microgptrom.rtl.plan.Alternative;
import org.microgptrom.rtl.plan.LargestModel;
import org.microgptrom.rtl.plan.ModelSize;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Together;
import org.microgptrom.rtl.plan.Verdict;

/**
 * The JSON of {@code fit}: plans of one model, or what devices hold.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version of microgpt-rom
 * @param context length of the longest sequence
 * @param vocabSize number of symbols with BOS
 * @param config the model's shape; null if none was asked for
 * @param streams number of sequences
 * @param units number of matrix units that the sequences share
 * @param precomputed whether the first layer is in ROM
 * @param size what the model takes with the lanes of the first plan; null without a model
 * @param plans of the model by device; null without a model
 * @param allStreams what the streams make together by each plan that fits; null of one stream, and
 *     without a model
 * @param alternatives what devices that do not hold the model as it is hold instead; null without a
 *     model
 * @param together what the one device makes if it is full of circuits, an estimate; null of several
 *     devices, without a model, and where it does not hold one
 * @param capacities of the devices; null with a model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FitReport(
    String format,
    int version,
    String tool,
    int context,
    int vocabSize,
    @Nullable ModelConfig config,
    int streams,
    int units,
    boolean precomputed,
    @Nullable ModelSize size,
    @Nullable List<Plan> plans,
    @Nullable List<AllStreams> allStreams,
    @Nullable List<Alternative> alternatives,
    @Nullable Together together,
    @Nullable List<Capacity> capacities) {
  static final String FORMAT = "microgpt-rom fit";
  static final int VERSION = 1;

  /**
   * The capacity of one device.
   *
   * @param fpga the device's row of the data file
   * @param romWords number of 16-bit words in blocks that the bitstream initialises
   * @param words number of 16-bit words in all blocks
   * @param largest the largest models, by head width
   */
  public record Capacity(Fpga fpga, long romWords, long words, List<LargestModel.Answer> largest) {
    public static Capacity of(Fpga fpga, List<LargestModel.Answer> largest) {
      return new Capacity(fpga, fpga.words(true), fpga.words(false), largest);
    }

    /** The model with the most parameters that fits with this verdict. */
    Optional<LargestModel.Answer> best(Verdict verdict) {
      return largest.stream()
          .filter(answer -> answer.plan().verdict() == verdict)
          .max(Comparator.comparingLong(LargestModel.Answer::parameters));
    }
  }

  public static FitReport of(
      ModelConfig config,
      Variant variant,
      ModelSize size,
      List<Plan> plans,
      List<Alternative> alternatives,
      Optional<Together> together) {
    return new FitReport(
        FORMAT,
        VERSION,
        ToolVersion.current(),
        config.context(),
        config.vocabSize(),
        config,
        variant.streams(),
        variant.units(),
        variant.precomputed(),
        size,
        plans,
        variant.streams() == 1 ? null : AllStreams.of(config, variant, plans),
        alternatives,
        together.orElse(null),
        null);
  }

  Variant variant() {
    return new Variant(streams, units, precomputed);
  }

  /** The alternative on a device that does not hold the model as it is. */
  Optional<Alternative> alternative(String device) {
    return Stream.ofNullable(alternatives)
        .flatMap(List::stream)
        .filter(alternative -> alternative.device().equals(device))
        .findFirst();
  }

  public static FitReport of(int context, int vocabSize, List<Capacity> capacities) {
    return new FitReport(
        FORMAT,
        VERSION,
        ToolVersion.current(),
        context,
        vocabSize,
        null,
        1,
        1,
        false,
        null,
        null,
        null,
        null,
        null,
        capacities);
  }
}
