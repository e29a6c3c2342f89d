package org.microgptrom.rtl.plan;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;

/**
 * A model that a device holds in the place of one that does not fit as it is.
 *
 * @param device name of the device
 * @param config the shape: the model's own where other lanes or fewer streams are enough
 * @param streams number of sequences
 * @param units number of matrix units that the sequences share
 * @param precomputed whether the first layer is in ROM
 * @param plan of the model on the device, with its number of lanes
 */
public record Alternative(
    String device, ModelConfig config, int streams, int units, boolean precomputed, Plan plan) {
  /**
   * The alternative nearest to a model: the same model with other lanes, or else from its embedding
   * on, or with one unit, or one stream, or else the model with the most parameters that is
   * narrower or has fewer layers, or else a shorter context.
   *
   * @param coding the codes that stand in ROM for the weights of a shape
   * @param scoreBits see {@link CircuitMemories#of}
   * @return empty if the device holds none of these
   */
  public static Optional<Alternative> of(
      FpgaCatalog catalog,
      Fpga fpga,
      ModelConfig model,
      Function<ModelConfig, Codes> coding,
      Variant variant,
      int scoreBits) {
    Codes codes = coding.apply(model);
    Variant embedded = new Variant(variant.streams(), variant.units());
    return Stream.of(variant, embedded, Variant.ofStreams(variant.streams()), Variant.ONE)
        .distinct()
        .flatMap(n -> of(fpga, model, n, new Planner(catalog, model, codes, n, scoreBits)).stream())
        .findFirst()
        .or(() -> smaller(catalog, fpga, model, coding));
  }

  private static Optional<Alternative> of(
      Fpga fpga, ModelConfig model, Variant variant, Planner planner) {
    return planner.isAddressable(fpga)
        ? Optional.of(planner.plan(fpga))
            .filter(plan -> plan.verdict() != Verdict.NO)
            .map(
                plan ->
                    new Alternative(
                        fpga.name(),
                        model,
                        variant.streams(),
                        variant.units(),
                        variant.precomputed(),
                        plan))
        : Optional.empty();
  }

  private static Optional<Alternative> smaller(
      FpgaCatalog catalog, Fpga fpga, ModelConfig model, Function<ModelConfig, Codes> coding) {
    for (int context = model.context(); context > 0; context /= 2) {
      Optional<ModelConfig> largest = largest(catalog, fpga, context, model, coding);
      if (largest.isPresent()) {
        ModelConfig config = largest.get();
        int bits = CircuitParameters.usualScoreBits(config);
        return of(
            fpga,
            config,
            Variant.ONE,
            new Planner(catalog, config, coding.apply(config), Variant.ONE, bits));
      }
    }
    return Optional.empty();
  }

  /**
   * The largest model with fewer heads of the same width, or as many narrower ones, in as many
   * layers or fewer.
   */
  private static Optional<ModelConfig> largest(
      FpgaCatalog catalog,
      Fpga fpga,
      int context,
      ModelConfig model,
      Function<ModelConfig, Codes> coding) {
    LargestModel search = new LargestModel(catalog, context, model.vocabSize(), coding);
    return IntStream.rangeClosed(1, model.layers())
        .boxed()
        .flatMap(
            layers ->
                Stream.<IntFunction<ModelConfig>>of(
                        heads -> shape(model, layers, context, heads, model.headDim()),
                        headDim -> shape(model, layers, context, model.heads(), headDim))
                    .flatMap(
                        shape ->
                            search
                                .widest(
                                    fpga,
                                    shape,
                                    Math.max(model.heads(), model.headDim()),
                                    Verdict.BOOT_LOADED)
                                .stream()))
        .max(
            Comparator.comparingLong(ModelConfig::parameterCount)
                .thenComparing(ModelConfig::heads));
  }

  /** The model in another width, its hidden layer in proportion. */
  private static ModelConfig shape(
      ModelConfig model, int layers, int context, int heads, int headDim) {
    int embd = Math.min(heads, model.heads()) * Math.min(headDim, model.headDim());
    int hidden = (int) Math.max(1, (long) model.hidden() * embd / model.embd());
    return new ModelConfig(
        layers, embd, Math.min(heads, model.heads()), context, hidden, model.vocabSize());
  }
}
