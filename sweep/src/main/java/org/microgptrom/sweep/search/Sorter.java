package org.microgptrom.sweep.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.quantize.RomBits;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.Interleaving;
import org.microgptrom.rtl.Schedule;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Planner;
import org.microgptrom.rtl.plan.Verdict;
import org.microgptrom.sweep.plan.Axes;
import org.microgptrom.sweep.plan.Bounds;
import org.microgptrom.sweep.plan.Limits;
import org.microgptrom.sweep.plan.Point;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.trial.SweepData;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.train.engine.FlatParameters;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.TrainingOptions;

/** Sorts the points of a plan by what its shapes, its device and its limits allow. */
public final class Sorter {
  /** The number of lanes where neither plan nor device says one. */
  private static final int USUAL_LANES = 16;

  /** The ratio of the bits of blocks with all parity bits to those without. */
  private static final double PARITY = 1.25;

  private static final int MOST_BITS_OF_LUT = 64;

  private static final String NO_ROOM = "does not fit";

  private final SweepPlan plan;
  private final SweepData data;
  private final EngineKind engine;
  private final Optional<Fpga> fpga;
  private final Map<Circuit, Optional<Plan>> plans = new HashMap<>();

  private final Map<Speed, Long> cycles = new HashMap<>();

  private final Map<Text, Seen> texts = new HashMap<>();

  /** What a plan of the device depends on. */
  private record Circuit(
      ModelConfig shape, WeightBits bits, @Nullable Integer lanes, Variant variant) {}

  /** What cycles depend on. */
  private record Speed(ModelConfig shape, int lanes, Variant variant) {}

  /** What the text that a model sees depends on. */
  private record Text(@Nullable Integer tokens, int context) {}

  /** What is wrong with such a text, and what makes losses comparable where symbols differ. */
  private record Seen(Optional<String> fault, @Nullable Double tokensPerByte) {}

  /** Tells why a point is not tried. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final String kind;
    private final String reason;

    Refusal(String kind, String reason) {
      super(reason, null, false, false);
      this.kind = kind;
      this.reason = reason;
    }
  }

  private Sorter(SweepPlan plan, SweepData data, EngineKind engine) {
    this.plan = plan;
    this.data = data;
    this.engine = engine;
    this.fpga = Optional.ofNullable(plan.device()).map(FpgaCatalog.get()::named);
  }

  /**
   * Sorts all points of the plan's grid.
   *
   * @throws org.microgptrom.model.io.InputException if there is no such device
   */
  public static Sorted sort(SweepPlan plan, SweepData data, EngineKind engine) {
    Sorter sorter = new Sorter(plan, data, engine);
    List<Candidate> candidates = new ArrayList<>();
    List<Exclusion> exclusions = new ArrayList<>();
    for (Point point : plan.axes().points()) {
      try {
        candidates.add(sorter.candidate(point));
      } catch (Refusal e) {
        exclusions.add(new Exclusion(point, e.kind, e.reason));
      }
    }
    return new Sorted(candidates, exclusions);
  }

  private Candidate candidate(Point point) throws Refusal {
    ModelConfig shape = shape(point);
    requireTrainable(shape);
    Double tokensPerByte = seen(point, shape).tokensPerByte;
    WeightBits bits = bits(point, shape);
    long romBits = RomBits.of(shape, bits);
    Limits limits = plan.limits();
    require("parameters", (double) shape.parameterCount(), limits.parameters());
    require("ROM bits", (double) romBits, limits.romBits());
    Trial trial = trial(point, shape, bits);
    Variant variant = point.streams() == null ? Variant.ONE : Variant.ofStreams(point.streams());
    if (fpga.isEmpty()) {
      int lanes = point.lanes() == null ? USUAL_LANES : point.lanes();
      return new Candidate(
          trial,
          lanes,
          variant.streams(),
          shape.parameterCount(),
          romBits,
          tokensPerByte,
          cycles(new Speed(shape, lanes, variant)),
          null,
          null);
    }
    if (romBits > mostBits(fpga.get())) {
      throw new Refusal(
          NO_ROOM,
          String.format(
              Locale.ROOT, "%s does not hold it: %,d bits of ROM", fpga.get().name(), romBits));
    }
    Plan onDevice = onDevice(new Circuit(shape, bits, point.lanes(), variant));
    long last = cycles(new Speed(shape, onDevice.lanes(), variant));
    double tokensPerSecond = Math.round(onDevice.mhz() * 1e6 * variant.streams() / last);
    require("tokens per second", tokensPerSecond, limits.tokensPerSecond());
    return new Candidate(
        trial,
        onDevice.lanes(),
        variant.streams(),
        shape.parameterCount(),
        romBits,
        tokensPerByte,
        last,
        way(onDevice).orElseThrow().toString(),
        tokensPerSecond);
  }

  /** Of a token at the last position, with all streams at work. */
  private long cycles(Speed speed) {
    return cycles.computeIfAbsent(speed, Sorter::counted);
  }

  private static long counted(Speed speed) {
    int last = speed.shape.context() - 1;
    return speed.variant.streams() == 1
        ? new Schedule(speed.shape, speed.lanes, false).drawnCycles(last)
        : Interleaving.drawnCycles(speed.shape, speed.lanes, speed.variant)[last];
  }

  /** What is known of the text as a model sees it, which must be nearly all of it. */
  private Seen seen(Point point, ModelConfig shape) throws Refusal {
    Seen seen = texts.computeIfAbsent(new Text(point.tokens(), shape.context()), this::seen);
    if (seen.fault.isPresent()) {
      throw new Refusal("context too short", seen.fault.get());
    }
    return seen;
  }

  private Seen seen(Text text) {
    Axes axes = plan.axes();
    boolean isCompared = axes.contexts().size() > 1 || axes.tokens().size() > 1;
    return new Seen(
        data.fault(text.tokens, text.context, isCompared),
        axes.tokens().isEmpty() ? null : data.tokensPerByte(text.tokens, text.context));
  }

  private static void requireTrainable(ModelConfig shape) throws Refusal {
    if (shape.parameterCount() > FlatParameters.MOST) {
      throw new Refusal(
          "parameters",
          String.format(
              Locale.ROOT,
              "%,d parameters, at most %,d can be trained",
              shape.parameterCount(),
              FlatParameters.MOST));
    }
  }

  /** Not every model has all the tensors that a text names. */
  private static WeightBits bits(Point point, ModelConfig shape) throws Refusal {
    return orRefuse(
        "no such tensor", () -> WeightBits.parse(point.weightBits(), shape.parameterNames()));
  }

  private static <T> T orRefuse(String kind, Supplier<T> value) throws Refusal {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new Refusal(kind, String.valueOf(e.getMessage()));
    }
  }

  private ModelConfig shape(Point point) throws Refusal {
    Integer tokens = point.tokens();
    Vocabulary vocabulary = orRefuse("no such vocabulary", () -> data.vocabulary(tokens));
    if (tokens != null && vocabulary.size() < tokens) {
      throw new Refusal(
          "no such vocabulary",
          "only " + vocabulary.size() + " tokens can be learned from the corpus, not " + tokens);
    }
    return orRefuse(
        "no such shape",
        () ->
            new ModelConfig(
                point.layers(),
                point.embd(),
                point.heads(),
                point.context() == null ? Axes.USUAL_CONTEXT : point.context(),
                point.hidden() == null ? 4 * point.embd() : point.hidden(),
                vocabulary.size()));
  }

  private Trial trial(Point point, ModelConfig shape, WeightBits bits) {
    int documents = data.split().training().size();
    int steps =
        point.steps() == null
            ? TrainingOptions.defaults(Recipe.FAST, engine, shape, documents, point.seed()).steps()
            : point.steps();
    return new Trial(
        ToolVersion.current(),
        data.split().id().sha256(),
        plan.splitSeed(),
        engine.toString(),
        shape,
        point.tokens(),
        bits.text(),
        point.seed(),
        steps,
        Trial.codeSteps(bits, steps),
        data.sample().calibration(),
        data.sample().evaluation());
  }

  private Plan onDevice(Circuit circuit) throws Refusal {
    Fpga device = fpga.orElseThrow();
    Optional<Plan> found = plans.computeIfAbsent(circuit, c -> planned(device, c));
    if (found.isEmpty()) {
      throw new Refusal(NO_ROOM, device.name() + " addresses no memory so large");
    }
    Plan onDevice = found.get();
    if (way(onDevice).isEmpty()) {
      boolean loaded = onDevice.fitsAs().contains(Verdict.BOOT_LOADED);
      throw new Refusal(
          loaded ? "boot-loaded only" : NO_ROOM,
          loaded
              ? device.name()
                  + " holds it in memory that the bitstream can't initialise, which boot_loaded:"
                  + " true allows"
              : device.name() + " does not hold it: " + lacking(onDevice));
    }
    return onDevice;
  }

  /** What a circuit needs more of than the device has. */
  private static String lacking(Plan onDevice) {
    return Stream.concat(
            onDevice.blocks().stream(), Stream.of(onDevice.multipliers(), onDevice.luts()))
        .filter(use -> !use.fits())
        .map(
            use ->
                String.format(
                    Locale.ROOT, "%,d of %,d %s", use.needed(), use.available(), use.name()))
        .collect(Collectors.joining(", "));
  }

  /** More bits than this fit in no way, which need not be planned. */
  private static double mostBits(Fpga device) {
    return PARITY * Short.SIZE * device.words(false) + (double) MOST_BITS_OF_LUT * device.luts();
  }

  private static Optional<Plan> planned(Fpga device, Circuit circuit) {
    Planner planner =
        new Planner(
            FpgaCatalog.get(),
            circuit.shape,
            circuit.bits.codes(),
            circuit.variant,
            CircuitParameters.usualScoreBits(circuit.shape));
    try {
      return Optional.of(
          circuit.lanes == null ? planner.plan(device) : planner.plan(device, circuit.lanes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The best way in which the device may hold a model. */
  private Optional<Verdict> way(Plan onDevice) {
    return onDevice.fitsAs().stream()
        .filter(way -> way != Verdict.BOOT_LOADED || plan.bootLoaded())
        .findFirst();
  }

  private static void require(String what, double value, Bounds bounds) throws Refusal {
    Optional<String> fault = bounds.fault(value);
    if (fault.isPresent()) {
      throw new Refusal(what, String.format(Locale.ROOT, "%.0f %s, %s", value, what, fault.get()));
    }
  }
}
