package org.microgptrom.rtl.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;

/** The largest models that a device holds, by head width. */
public final class LargestModel {
  /** The head widths that are tried. */
  public static final List<Integer> HEAD_DIMS = List.of(4, 8, 16, 32, 64);

  private static final List<Integer> LAYERS = List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64);
  private static final int MAX_EMBD = 8192;

  /** The ratio of the words that blocks hold with all their parity bits to those without. */
  private static final double PARITY = 1.25;

  private static final int MLP = 4; // hidden width by width

  private final FpgaCatalog catalog;
  private final int context;
  private final int vocabSize;
  private final Function<ModelConfig, Codes> coding;

  /**
   * The largest model of one head width.
   *
   * @param headDim width of a head
   * @param config the shape
   * @param parameters number of parameters of the model
   * @param plan of the model on the device
   */
  public record Answer(int headDim, ModelConfig config, long parameters, Plan plan) {}

  /**
   * Searches the models with this context and vocabulary.
   *
   * @param coding the codes that stand in ROM for the weights of a shape
   */
  public LargestModel(
      FpgaCatalog catalog, int context, int vocabSize, Function<ModelConfig, Codes> coding) {
    this.coding = coding;
    this.catalog = catalog;
    this.context = context;
    this.vocabSize = vocabSize;
  }

  /**
   * The model with the most parameters for each head width: as ROM and, where more fit,
   * boot-loaded.
   */
  public List<Answer> of(Fpga fpga) {
    List<Answer> answers = new ArrayList<>();
    for (int headDim : HEAD_DIMS) {
      Optional<Answer> rom = of(fpga, headDim, Verdict.ROM);
      rom.ifPresent(answers::add);
      of(fpga, headDim, Verdict.BOOT_LOADED)
          .filter(answer -> answer.plan.verdict() == Verdict.BOOT_LOADED)
          .filter(answer -> rom.isEmpty() || answer.parameters > rom.get().parameters)
          .ifPresent(answers::add);
    }
    return answers;
  }

  private Optional<Answer> of(Fpga fpga, int headDim, Verdict worst) {
    return LAYERS.stream()
        .flatMap(layers -> widest(fpga, layers, headDim, worst).stream())
        .max(
            Comparator.comparingLong(ModelConfig::parameterCount)
                .thenComparing(config -> -config.layers()))
        .map(config -> new Answer(headDim, config, config.parameterCount(), plan(config, fpga)));
  }

  private Plan plan(ModelConfig config, Fpga fpga) {
    return planner(config).plan(fpga);
  }

  private Planner planner(ModelConfig config) {
    int scoreBits = CircuitParameters.usualScoreBits(config);
    return new Planner(catalog, config, coding.apply(config), Variant.ONE, scoreBits);
  }

  /** The widest model of so many layers. */
  private Optional<ModelConfig> widest(Fpga fpga, int layers, int headDim, Verdict worst) {
    return widest(
        fpga,
        heads -> {
          int embd = heads * headDim;
          return new ModelConfig(layers, embd, heads, context, MLP * embd, vocabSize);
        },
        MAX_EMBD / headDim,
        worst);
  }

  /**
   * The largest of a row of shapes, each of which fits where a later one does.
   *
   * @param shapes the shapes by number, from 1 on
   * @param count number of shapes
   */
  Optional<ModelConfig> widest(
      Fpga fpga, IntFunction<ModelConfig> shapes, int count, Verdict worst) {
    Optional<ModelConfig> best = Optional.empty();
    int fits = 0;
    int tooMany = count + 1;
    while (tooMany - fits > 1) {
      int number = (fits + tooMany) >>> 1;
      ModelConfig config = shapes.apply(number);
      if (fits(config, fpga, worst)) {
        best = Optional.of(config);
        fits = number;
      } else {
        tooMany = number;
      }
    }
    return best;
  }

  private boolean fits(ModelConfig config, Fpga fpga, Verdict worst) {
    double mostBits = PARITY * Short.SIZE * fpga.words(worst == Verdict.ROM);
    long leastBits = config.parameterCount() * narrowest(coding.apply(config));
    return leastBits <= mostBits && planner(config).fits(fpga, worst);
  }

  private static int narrowest(Codes codes) {
    return codes.tensors().values().stream().mapToInt(Code::bits).min().orElseThrow();
  }
}
