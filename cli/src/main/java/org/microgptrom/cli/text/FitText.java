package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.plan.Alternative;
import org.microgptrom.rtl.plan.LargestModel;
import org.microgptrom.rtl.plan.ModelSize;
import org.microgptrom.rtl.plan.Placement;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Together;
import org.microgptrom.rtl.plan.Use;
import org.microgptrom.rtl.plan.Verdict;

/** Plans and capacities as text for people. */
public final class FitText {
  /** The column of what all streams make together, where there are several. */
  private static final int ALL_STREAMS = 9;

  private FitText() {}

  /** A model, and what each device makes of it. */
  public static List<String> plans(FitReport report) {
    ModelConfig config = Objects.requireNonNull(report.config());
    List<Plan> plans = Objects.requireNonNull(report.plans());
    List<String> lines =
        new ArrayList<>(size(config, Objects.requireNonNull(report.size()), plans.get(0).lanes()));
    if (plans.size() == 1) {
      lines.add("");
      lines.addAll(details(plans.get(0)));
    }
    lines.add("");
    List<String> titles =
        new ArrayList<>(
            List.of(
                "device",
                "fits as",
                "lanes",
                "block RAMs",
                "multipliers",
                "LUTs",
                "cycles/token",
                "MHz",
                "tokens/s",
                "external: at most"));
    if (report.allStreams() != null) {
      titles.add(ALL_STREAMS, "of " + report.streams() + " streams");
    }
    lines.add(TableText.of(titles, plans.stream().map(plan -> row(report, plan)).toList()));
    if (plans.size() == 1 && plans.get(0).verdict() == Verdict.NO) {
      lines.add("");
      lines.add(instead(config, report.variant(), report.alternative(plans.get(0).device())));
    }
    Together full = report.together();
    if (full != null && full.tokensPerSecond() > asItIs(report, plans.get(0))) {
      lines.add("");
      lines.add(together(full));
    }
    lines.add("");
    lines.add(
        "cycles: from one drawn token to the next, of one stream, at the first and at the last"
            + " position");
    lines.add(
        "tokens/s: at the last position; ~ is estimated or assumed, other MHz were measured, of the"
            + " default model");
    if (report.allStreams() != null) {
      lines.add("of streams: tokens/s of all together, at the last position");
    }
    lines.add("external: tokens/s at the bandwidth of the board's memory; - where none is known");
    return lines;
  }

  /** The tokens per second of all streams of the circuit as it is; 0 where it does not fit. */
  private static double asItIs(FitReport report, Plan plan) {
    if (plan.verdict() == Verdict.NO) {
      return 0;
    }
    return report.allStreams() == null
        ? plan.tokensPerSecond()
        : report.allStreams().get(0).tokensPerSecond();
  }

  private static String together(Together full) {
    return "full of circuits, an estimate that no router has confirmed: "
        + (full.copies() == 1 ? "one" : full.copies() + " copies")
        + " of --lanes "
        + full.lanes()
        + " --streams "
        + full.units()
        + " --units "
        + full.units()
        + ", ~"
        + TableText.count(Math.round(full.tokensPerSecond()))
        + " tokens/s of all sequences together";
  }

  private static List<String> size(ModelConfig config, ModelSize size, int lanes) {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    Map<String, String> shapes = new LinkedHashMap<>();
    for (ModelSize.Tensor tensor : size.tensors()) {
      String name =
          tensor.name().replaceFirst("^layer[0-9]+\\.", "layer*.")
              + (tensor.weightBits() == Short.SIZE ? "" : ", " + tensor.weightBits() + " bits");
      long[] sum = tensors.computeIfAbsent(name, n -> new long[2]);
      sum[0]++;
      sum[1] += tensor.bits();
      shapes.put(name, tensor.rows() + " x " + tensor.columns());
    }
    List<List<String>> rows = new ArrayList<>();
    tensors.forEach(
        (name, sum) ->
            rows.add(
                List.of(name, shapes.get(name), TableText.count(sum[0]), TableText.count(sum[1]))));
    return List.of(
        TableText.count(size.parameters()) + " parameters: " + shape(config),
        "",
        TableText.of(List.of("tensor", "shape", "number", "ROM bits"), rows),
        "",
        String.format(
            Locale.ROOT,
            "weights %,d bits, tables %,d; keys and values %,d, scratch %,d (lanes: %d); a token reads"
                + " %s of weights",
            size.tensors().stream().mapToLong(ModelSize.Tensor::bits).sum(),
            size.tableBits(),
            size.cacheBits(),
            size.scratchBits(),
            lanes,
            TableText.size(size.bytesPerToken())));
  }

  private static List<String> details(Plan plan) {
    List<List<String>> rows = new ArrayList<>();
    for (Placement placement : plan.placements()) {
      boolean blocks = placement.blocks() > 0;
      rows.add(
          List.of(
              placement.memory().name(),
              placement.memory().depth() + " x " + placement.memory().width(),
              Integer.toString(placement.memory().copies()),
              blocks ? placement.primitive().toString() : "LUTs",
              placement.geometry(),
              TableText.count(placement.blocks())));
    }
    return List.of(
        plan.part() + (plan.externalMemory().isEmpty() ? "" : "; " + plan.externalMemory()),
        "",
        TableText.of(
            List.of("memory", "words x bits", "copies", "in", "geometry", "blocks"), rows));
  }

  /** The advice for a device that does not hold the model. */
  public static String instead(
      ModelConfig model, Variant variant, Optional<Alternative> alternative) {
    if (alternative.isEmpty()) {
      return "it holds no smaller model, either";
    }
    ModelConfig config = alternative.get().config();
    Plan plan = alternative.get().plan();
    String way = " as " + plan.verdict() + " with " + lanes(plan) + ", ";
    String speed =
        TableText.count(Math.round(plan.tokensPerSecond())) + " tokens/s at the last position: ";
    return config.equals(model)
        ? "it fits" + way + speed + "pack " + options(variant, alternative.get())
        : String.format(
            Locale.ROOT,
            "the nearest shape that fits%s%s--layers %d --embd %d --heads %d --hidden %d"
                + " --context %d",
            way,
            speed,
            config.layers(),
            config.embd(),
            config.heads(),
            config.hidden(),
            config.context());
  }

  /** The number of lanes in words: {@code 1 lane}, {@code 2 lanes}. */
  public static String lanes(Plan plan) {
    return plan.lanes() == 1 ? "1 lane" : plan.lanes() + " lanes";
  }

  /** The options of {@code pack} that make the alternative. */
  private static String options(Variant variant, Alternative alternative) {
    return "--lanes "
        + alternative.plan().lanes()
        + (variant.streams() == 1 ? "" : " --streams " + alternative.streams())
        + (variant.units() == 1 ? "" : " --units " + alternative.units())
        + (alternative.precomputed()
            ? " --precompute"
            : variant.precomputed() ? ", without --precompute" : "");
  }

  private static String no(FitReport report, Optional<Alternative> alternative) {
    return Verdict.NO
        + alternative
            .filter(other -> other.config().equals(report.config()))
            .map(
                other ->
                    "; " + other.plan().verdict() + " with " + options(report.variant(), other))
            .orElse("");
  }

  private static List<String> row(FitReport report, Plan plan) {
    List<String> row = new ArrayList<>(alone(report, plan));
    if (report.allStreams() != null) {
      row.add(
          ALL_STREAMS,
          report.allStreams().stream()
              .filter(all -> all.device().equals(plan.device()))
              .map(all -> TableText.count(Math.round(all.tokensPerSecond())))
              .findFirst()
              .orElse("-"));
    }
    return row;
  }

  private static List<String> alone(FitReport report, Plan plan) {
    return List.of(
        plan.device(),
        plan.fitsAs().isEmpty()
            ? no(report, report.alternative(plan.device()))
            : plan.fitsAs().stream().map(Verdict::toString).collect(Collectors.joining(", ")),
        Integer.toString(plan.lanes()),
        plan.blocks().stream()
            .filter(use -> use.needed() > 0 || plan.blocks().size() == 1)
            .map(use -> of(use) + " " + use.name() + share(use))
            .collect(Collectors.joining(", ")),
        plan.multipliers().available() == 0 ? "in LUTs" : of(plan.multipliers()),
        String.format(
            Locale.ROOT, "~%.0f %%", 100.0 * plan.luts().needed() / plan.luts().available()),
        TableText.count(plan.cyclesFirst()) + " to " + TableText.count(plan.cyclesLast()),
        (plan.mhzMeasured() ? "" : "~") + String.format(Locale.ROOT, "%.1f", plan.mhz()),
        TableText.count(Math.round(plan.tokensPerSecond())),
        plan.externalTokensPerSecond() == 0
            ? "-"
            : TableText.count(Math.round(plan.externalTokensPerSecond())));
  }

  private static String of(Use use) {
    return TableText.count(use.needed()) + " of " + TableText.count(use.available());
  }

  private static String share(Use use) {
    return String.format(Locale.ROOT, " (%.0f %%)", 100.0 * use.needed() / use.available());
  }

  /** The largest models of one device, by head width. */
  public static Stream<String> largest(FitReport.Capacity capacity) {
    List<List<String>> rows =
        capacity.largest().stream()
            .map(
                answer ->
                    List.of(
                        Integer.toString(answer.headDim()),
                        answer.plan().verdict().toString(),
                        TableText.count(answer.parameters()),
                        Integer.toString(answer.config().layers()),
                        Integer.toString(answer.config().embd()),
                        Integer.toString(answer.config().heads()),
                        Integer.toString(answer.plan().lanes()),
                        answer.plan().blocks().stream()
                            .map(use -> of(use) + " " + use.name())
                            .collect(Collectors.joining(", ")),
                        TableText.count(Math.round(answer.plan().tokensPerSecond()))))
            .toList();
    String part =
        capacity.fpga().part()
            + ": "
            + TableText.count(capacity.romWords())
            + " 16-bit words of ROM, "
            + TableText.count(capacity.words())
            + " of memory\n";
    if (rows.isEmpty()) {
      return Stream.of(part, "no model fits");
    }
    return Stream.of(
        part,
        TableText.of(
            List.of(
                "head width",
                "fits as",
                "parameters",
                "layers",
                "width",
                "heads",
                "lanes",
                "block RAMs",
                "tokens/s"),
            rows));
  }

  /** The capacities of all devices. */
  public static Stream<String> capacities(List<FitReport.Capacity> capacities) {
    List<List<String>> rows =
        capacities.stream()
            .map(
                capacity -> {
                  Optional<LargestModel.Answer> rom = capacity.best(Verdict.ROM);
                  Optional<LargestModel.Answer> loaded = capacity.best(Verdict.BOOT_LOADED);
                  return List.of(
                      capacity.fpga().name(),
                      TableText.count(capacity.romWords()),
                      TableText.count(capacity.words()),
                      rom.map(FitText::parameters).orElse("-"),
                      rom.map(FitText::layersByWidth).orElse("-"),
                      loaded.or(() -> rom).map(FitText::parameters).orElse("-"),
                      capacity.fpga().checked() ? "" : "unchecked");
                })
            .toList();
    return Stream.of(
        TableText.of(
            List.of(
                "device",
                "words as ROM",
                "words in all",
                "largest as ROM",
                "L x D",
                "boot-loaded",
                "figures"),
            rows),
        "",
        "words of 16 bits in block memories; largest: parameters of the largest model with its"
            + " circuit");
  }

  private static String parameters(LargestModel.Answer answer) {
    return TableText.count(answer.parameters());
  }

  private static String layersByWidth(LargestModel.Answer answer) {
    return answer.config().layers() + " x " + answer.config().embd();
  }

  private static String shape(ModelConfig config) {
    return TableText.shape(config) + ", " + config.vocabSize() + " symbols";
  }
}
