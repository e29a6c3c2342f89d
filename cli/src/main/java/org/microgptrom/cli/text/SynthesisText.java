package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.rtl.Interleaving;
import org.microgptrom.rtl.synth.Resource;
import org.microgptrom.rtl.synth.RomPlacement;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.rtl.synth.Throughput;
import org.microgptrom.rtl.synth.Timing;

/** A synthesis result as text for people. */
public final class SynthesisText {
  private SynthesisText() {}

  public static List<String> lines(SynthesisResult result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        result.part()
            + ", speed grade "
            + result.speedGrade()
            + "; "
            + seeds(result)
            + ", target "
            + mhz(result.targetMhz()));
    lines.addAll(result.tools());
    lines.add("");
    lines.add(resources(result.resources()));
    lines.add(
        "with "
            + TableText.count(result.pinFlipFlops())
            + " flip-flops that take the circuit's ports to four pins");
    lines.add("");
    if (!result.roms().isEmpty()) {
      lines.add(roms(result.roms()));
      lines.add("");
    }
    if (result.timing() != null) {
      lines.addAll(timing(result.timing()));
    }
    if (result.throughput() != null) {
      lines.add("");
      lines.add(throughput(result.throughput()));
      lines.add(
          "cycles counted by " + result.throughput().simulator() + streams(result.throughput()));
    }
    result.shortages().forEach(shortage -> lines.add(shortage(shortage)));
    for (RomPlacement rom : result.misplaced()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s (%s): in %s; %,d block RAMs of at least %,d",
              rom.image(),
              rom.memory(),
              rom.place(),
              rom.blocks(),
              rom.blocksNeeded()));
    }
    return lines;
  }

  private static String seeds(SynthesisResult result) {
    if (result.seeds() == null) {
      return "seed " + result.seed();
    }
    int tried = result.seeds().runs().size();
    return result.seeds().bestSeed() == null
        ? tried + " seeds from " + result.seed() + " on"
        : "seed " + result.seed() + ", the fastest of " + tried;
  }

  /** Compares the counted cycles with those that were predicted. */
  public static String predicted(Throughput counted, Manifest manifest) {
    long[] cycles = Interleaving.drawnCycles(manifest);
    long first = cycles[0];
    long last = cycles[cycles.length - 1];
    double difference =
        Math.max(
            Math.abs(counted.cyclesFirst() - first) / (double) first,
            Math.abs(counted.cyclesLast() - last) / (double) last);
    return String.format(
        Locale.ROOT, "predicted %,d and %,d, difference %.2f %%", first, last, 100 * difference);
  }

  /** Says what a device has too few of. */
  static String shortage(Resource shortage) {
    return String.format(
        Locale.ROOT,
        "does not fit: %,d %s needed, the device has %,d (%,d too few)",
        shortage.used(),
        shortage.name(),
        shortage.available(),
        shortage.missing());
  }

  /** The table of what a design takes. */
  static String resources(List<Resource> resources) {
    return TableText.of(
        List.of("resource", "used", "available", "share"),
        resources.stream()
            .map(
                resource ->
                    List.of(
                        resource.name(),
                        TableText.count(resource.used()),
                        TableText.count(resource.available()),
                        resource.available() == 0
                            ? TableText.percent(0)
                            : TableText.percent((double) resource.used() / resource.available())))
            .toList());
  }

  private static String roms(List<RomPlacement> roms) {
    return TableText.of(
        List.of("ROM", "in the circuit", "bits", "block RAMs", "place"),
        roms.stream()
            .map(
                rom ->
                    List.of(
                        rom.image().isEmpty() ? "(logic)" : rom.image(),
                        rom.memory(),
                        TableText.count(rom.bits()),
                        TableText.count(rom.blocks()),
                        rom.place()))
            .toList());
  }

  /** The frequency, and the path that limits it. */
  static List<String> timing(Timing timing) {
    List<String> lines = new ArrayList<>();
    lines.add("maximum frequency " + mhz(timing.maxMhz()));
    lines.addAll(path("longest path", timing));
    return lines;
  }

  /** The path that limits the frequency; nothing if the router has not told it. */
  static List<String> path(String name, Timing timing) {
    List<String> lines = new ArrayList<>();
    if (!timing.from().isEmpty()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s %.1f ns: logic %.1f ns in %d cells, routing %.1f ns",
              name,
              timing.logicNs() + timing.routingNs(),
              timing.logicNs(),
              timing.levels(),
              timing.routingNs()));
      lines.add("  from " + timing.from());
      lines.add("  to   " + timing.to());
    }
    return lines;
  }

  private static String throughput(Throughput t) {
    return TableText.of(
        List.of("position", "cycles per token", "tokens per second"),
        List.of(
            List.of("first", TableText.count(t.cyclesFirst()), rate(t.tokensPerSecondFirst())),
            List.of(
                "average",
                TableText.count(Math.round(t.cyclesAverage())),
                rate(t.tokensPerSecondAverage())),
            List.of("last", TableText.count(t.cyclesLast()), rate(t.tokensPerSecondLast()))));
  }

  private static String streams(Throughput t) {
    return t.streams() == 1
        ? ""
        : "; in these cycles each of " + t.streams() + " streams makes one token";
  }

  private static String rate(double tokensPerSecond) {
    return TableText.count(Math.round(tokensPerSecond));
  }

  private static String mhz(double mhz) {
    return String.format(Locale.ROOT, "%.2f MHz", mhz);
  }
}
