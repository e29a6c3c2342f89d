package org.microgptrom.rtl.synth;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.Json;

/**
 * The resources that the circuit of a bundle takes on one device, and its speed there.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version of microgpt-rom
 * @param device name of the device
 * @param part maker, type and package of the device
 * @param speedGrade the speed grade whose delays were assumed
 * @param tools versions of the programs that ran
 * @param seed of the router; of several the one whose design is the fastest, or the first if none
 *     was routed
 * @param targetMhz the frequency in MHz that the router aimed for
 * @param resources of the circuit and the wrapper around it
 * @param pinFlipFlops the wrapper's part of the flip-flops
 * @param roms where the circuit's ROMs went
 * @param timing of the routed design; null if the design does not fit or was not routed
 * @param throughput in tokens per second; null if no simulator was there to count cycles, or the
 *     design does not fit
 * @param seeds what several seeds have reached; null if one seed was asked for
 */
public record SynthesisResult(
    String format,
    int version,
    String tool,
    String device,
    String part,
    String speedGrade,
    List<String> tools,
    int seed,
    double targetMhz,
    List<Resource> resources,
    int pinFlipFlops,
    List<RomPlacement> roms,
    @Nullable Timing timing,
    @Nullable Throughput throughput,
    @Nullable SeedSummary seeds) {
  /** The value of {@code format}. */
  public static final String FORMAT = "microgpt-rom synthesis";

  /** The newest version this program writes. */
  public static final int VERSION = 1;

  /** Copies the lists. */
  public SynthesisResult {
    tools = List.copyOf(tools);
    resources = List.copyOf(resources);
    roms = List.copyOf(roms);
  }

  /** This result with a throughput; it must have a timing. */
  public SynthesisResult withCycles(
      int streams, String simulator, long first, double average, long last) {
    return new SynthesisResult(
        format,
        version,
        tool,
        device,
        part,
        speedGrade,
        tools,
        seed,
        targetMhz,
        resources,
        pinFlipFlops,
        roms,
        timing,
        Throughput.of(
            Objects.requireNonNull(timing).maxMhz(), streams, simulator, first, average, last),
        seeds == null ? null : seeds.withCycles(streams, average));
  }

  /** This result, of the fastest seed, with those of all. */
  SynthesisResult with(SeedSummary summary) {
    return new SynthesisResult(
        format,
        version,
        tool,
        device,
        part,
        speedGrade,
        tools,
        summary.bestSeed() == null ? seed : summary.bestSeed(),
        targetMhz,
        resources,
        pinFlipFlops,
        roms,
        timing,
        throughput,
        summary);
  }

  /** The resources that the device has too few of. */
  public List<Resource> shortages() {
    return resources.stream().filter(resource -> resource.missing() > 0).toList();
  }

  /** The ROMs that are not where they belong. */
  public List<RomPlacement> misplaced() {
    return roms.stream().filter(RomPlacement::misplaced).toList();
  }

  /** Whether the design fits, some seed was routed, and all ROMs are where they belong. */
  public boolean passed() {
    boolean routed = seeds == null || seeds.bestSeed() != null;
    return routed && shortages().isEmpty() && misplaced().isEmpty();
  }

  /** The result as JSON. */
  public byte[] toJson() {
    return Json.pretty(this);
  }
}
