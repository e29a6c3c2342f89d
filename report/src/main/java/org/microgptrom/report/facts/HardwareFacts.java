package org.microgptrom.report.facts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.io.Figures;
import org.microgptrom.model.io.Yaml;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.Schedule;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Planner;
import org.microgptrom.rtl.plan.Verdict;
import org.microgptrom.rtl.synth.SynthesisResult;

/**
 * The resources that the circuit takes, and its speed.
 *
 * @param lanes number of multipliers of the matrix unit
 * @param streams number of sequences
 * @param units number of matrix units that the sequences share
 * @param promptCycles clock cycles of a token after which nothing is drawn, by position, of one
 *     stream
 * @param drawnCycles clock cycles from one drawn token to the next, by position, of one stream
 * @param position that {@code timeline} belongs to, which is the last one
 * @param timeline the spans in which each unit is busy
 * @param plans of the bundle's lanes on all devices in which it fits, the fastest first
 * @param fitsNot names of the devices in which the circuit does not fit
 * @param synthesis the result of Yosys and nextpnr for the circuit; null without a synthesis
 * @param speeds of this circuit and of other systems, tokens per second, the fastest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HardwareFacts(
    int lanes,
    int streams,
    int units,
    List<Long> promptCycles,
    List<Long> drawnCycles,
    int position,
    List<Schedule.Span> timeline,
    List<Plan> plans,
    List<String> fitsNot,
    @Nullable SynthesisResult synthesis,
    List<Speed> speeds) {
  private static final String FILE = "speeds.yaml";

  /** The circuit in words: {@code 64 lanes}, {@code 64 lanes, 4 streams on 2 units}. */
  public String circuit() {
    return lanes
        + (lanes == 1 ? " lane" : " lanes")
        + (streams == 1 ? "" : ", " + streams + " streams")
        + (units == 1 ? "" : " on " + units + " units");
  }

  /**
   * The speed of a system.
   *
   * @param system name of the system
   * @param kind {@code fpga}, {@code cpu} or {@code gpu}
   * @param model that the system ran, in a few words
   * @param tokensPerSecond of one sequence
   * @param how measured, claimed, simulated or planned, and under which conditions
   * @param source where the figure stands
   * @param own whether the system is the circuit of this report
   */
  public record Speed(
      String system,
      String kind,
      String model,
      double tokensPerSecond,
      String how,
      String source,
      boolean own) {}

  private record Speeds(List<Speed> speeds) {}

  static HardwareFacts of(Manifest manifest, Optional<SynthesisResult> synthesis) {
    ModelConfig config = manifest.config();
    int lanes = manifest.memoryMap().lanes();
    Schedule schedule = Schedule.of(manifest);
    List<Plan> plans = plans(config, manifest.formats(), lanes, manifest.variant());
    List<Plan> fitting =
        plans.stream()
            .filter(plan -> plan.verdict() != Verdict.NO)
            .sorted(Comparator.comparingDouble(Plan::tokensPerSecond).reversed())
            .toList();
    List<Long> drawn =
        LongStream.range(0, config.context())
            .map(t -> schedule.drawnCycles((int) t))
            .boxed()
            .toList();
    return new HardwareFacts(
        lanes,
        manifest.streams(),
        manifest.units(),
        LongStream.range(0, config.context())
            .map(t -> schedule.promptCycles((int) t))
            .boxed()
            .toList(),
        drawn,
        config.context() - 1,
        schedule.timeline(config.context() - 1),
        fitting,
        plans.stream().filter(p -> p.verdict() == Verdict.NO).map(Plan::device).toList(),
        synthesis.orElse(null),
        speeds(config, manifest.streams(), fitting, drawn, synthesis));
  }

  private static List<Plan> plans(ModelConfig config, Formats formats, int lanes, Variant variant) {
    FpgaCatalog catalog = FpgaCatalog.get();
    Planner planner =
        new Planner(
            catalog,
            config,
            formats.codes(),
            variant,
            CircuitParameters.scoreBits(config, formats));
    List<Plan> plans = new ArrayList<>();
    catalog.devices().forEach(fpga -> plans.add(planner.plan(fpga, lanes)));
    return plans;
  }

  private static List<Speed> speeds(
      ModelConfig config,
      int streams,
      List<Plan> plans,
      List<Long> drawnCycles,
      Optional<SynthesisResult> synthesis) {
    FpgaCatalog catalog = FpgaCatalog.get();
    Stream<Speed> own =
        synthesis
            .flatMap(result -> ofSynthesis(config, result))
            .or(
                () ->
                    plans.stream()
                        .filter(plan -> catalog.isMeasured(catalog.named(plan.device())))
                        .findFirst()
                        .map(p -> planned(config, streams, p, drawnCycles)))
            .stream();
    return Stream.concat(own, published().stream())
        .sorted(Comparator.comparingDouble(Speed::tokensPerSecond).reversed())
        .toList();
  }

  private static Optional<Speed> ofSynthesis(ModelConfig config, SynthesisResult result) {
    return Optional.ofNullable(result.throughput())
        .map(
            throughput ->
                own(
                    config,
                    result.device(),
                    throughput.tokensPerSecondAverage(),
                    "simulated cycles at the routed clock, average of all positions"));
  }

  private static Speed planned(ModelConfig config, int streams, Plan plan, List<Long> drawnCycles) {
    double cycles =
        drawnCycles.stream().mapToLong(c -> c + Schedule.TURNAROUND).average().orElseThrow();
    return own(
        config,
        plan.device(),
        plan.mhz() * 1e6 / cycles,
        "predicted cycles, average of all positions, at a clock that was routed for this device"
            + (streams == 1 ? "" : " and one sequence; this circuit has " + streams));
  }

  private static Speed own(ModelConfig config, String device, double tokensPerSecond, String how) {
    return new Speed(
        "this circuit on " + device,
        "fpga",
        Figures.count(config.parameterCount()) + " parameters",
        tokensPerSecond,
        how,
        "this report",
        true);
  }

  private static List<Speed> published() {
    try (InputStream in = HardwareFacts.class.getResourceAsStream(FILE)) {
      return Yaml.parse(FILE, in.readAllBytes(), Speeds.class).speeds;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
