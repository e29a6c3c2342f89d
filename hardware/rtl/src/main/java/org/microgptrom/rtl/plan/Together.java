package org.microgptrom.rtl.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.Schedule;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;

/**
 * The most tokens that a device makes if it is filled with copies of the circuit, each of which has
 * as many streams as units: an estimate, as nobody knows the frequency of a full device.
 *
 * @param lanes of each unit
 * @param units of each circuit
 * @param copies number of circuits
 * @param tokensPerSecond of all sequences together at the last position
 */
public record Together(int lanes, int units, int copies, double tokensPerSecond) {
  private static final int MOST_UNITS = 8;

  /**
   * The estimate with the most tokens per second, and of those that make as many the one with the
   * fewest circuits.
   *
   * @param precomputed whether the circuits have the first layer in ROM
   * @param scoreBits see {@link CircuitMemories#of}
   * @return empty if the device does not hold one circuit with the weights in blocks
   */
  public static Optional<Together> of(
      FpgaCatalog catalog,
      Fpga fpga,
      ModelConfig config,
      Codes codes,
      boolean precomputed,
      int scoreBits) {
    return IntStream.rangeClosed(1, MOST_UNITS)
        .boxed()
        .flatMap(
            units -> {
              Variant variant = new Variant(units, units, precomputed);
              Planner planner = new Planner(catalog, config, codes, variant, scoreBits);
              return planner.plans(fpga).stream().flatMap(plan -> of(plan, units));
            })
        .max(
            Comparator.comparingDouble(Together::tokensPerSecond)
                .thenComparing(Comparator.comparingInt(Together::copies).reversed()));
  }

  private static Stream<Together> of(Plan plan, int units) {
    if (!List.of(Verdict.ROM, Verdict.BOOT_LOADED).contains(plan.verdict())) {
      return Stream.empty();
    }
    long copies =
        Stream.concat(plan.blocks().stream(), Stream.of(plan.multipliers()))
            .filter(use -> use.needed() > 0)
            .mapToLong(use -> use.available() / use.needed())
            .min()
            .orElse(0);
    copies =
        Math.min(
            copies, (long) (Planner.USABLE_LUTS * plan.luts().available() / plan.luts().needed()));
    return copies < 1
        ? Stream.empty()
        : Stream.of(
            new Together(
                plan.lanes(),
                units,
                (int) copies,
                copies * units * plan.mhz() * 1e6 / (plan.cyclesLast() + Schedule.TURNAROUND)));
  }
}
