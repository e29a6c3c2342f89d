package org.microgptrom.rtl.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.Schedule;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;

/** Plans one model on a device. */
public final class Planner {
  private static final int MAX_LANES = 256;

  /**
   * The ratio of cycles that counts as near: more lanes are not worth a gain of less than a tenth.
   */
  private static final double NEAR = 1.1;

  /** The share of the LUTs that can be used before routing fails. */
  static final double USABLE_LUTS = 0.7;

  private final FpgaCatalog catalog;
  private final ModelConfig config;
  private final Codes codes;
  private final Variant variant;
  private final int scoreBits;

  /**
   * A planner for one model.
   *
   * @param codes that stand in ROM for its weights
   * @param variant of its circuit
   * @param scoreBits see {@link CircuitMemories#of}
   */
  public Planner(
      FpgaCatalog catalog, ModelConfig config, Codes codes, Variant variant, int scoreBits) {
    this.catalog = catalog;
    this.config = config;
    this.codes = codes;
    this.variant = variant;
    this.scoreBits = scoreBits;
  }

  /**
   * The plan for a number of lanes.
   *
   * @param lanes P, a power of two, 1..256
   * @throws IllegalArgumentException if a memory has more words than can be addressed
   */
  public Plan plan(Fpga fpga, int lanes) {
    List<Memory> memories = CircuitMemories.of(config, codes, lanes, variant, scoreBits);
    Use multipliers = multipliers(fpga, lanes);
    Use luts = luts(fpga, lanes);
    boolean lutRam = catalog.family(fpga).lutRam();
    Allocation rom = Allocation.of(memories, fpga, lutRam, false);
    Allocation loaded = rom.fits() ? rom : Allocation.of(memories, fpga, lutRam, true);
    Allocation rest =
        Allocation.of(memories.stream().map(Planner::inLuts).toList(), fpga, lutRam, false);
    long romBits = memories.stream().filter(m -> m.kind().isRom()).mapToLong(Memory::bits).sum();
    long allLuts = luts.needed() + Logic.romLuts(romBits, catalog.family(fpga).lutInputs());

    List<Verdict> ways = new ArrayList<>();
    if (luts.fits() && loaded.fits()) {
      ways.add(rom.fits() ? Verdict.ROM : Verdict.BOOT_LOADED);
    }
    if (allLuts <= USABLE_LUTS * fpga.luts() && rest.fits()) {
      ways.add(Verdict.LUTS);
    }
    boolean onlyLuts = ways.equals(List.of(Verdict.LUTS));
    return of(
        fpga,
        lanes,
        ways,
        onlyLuts ? rest : loaded,
        multipliers,
        onlyLuts ? new Use(luts.name(), allLuts, fpga.luts()) : luts);
  }

  /**
   * The plan for the fewest lanes that come near the fastest of the best verdict, among the numbers
   * of lanes for which the device has multipliers.
   *
   * @throws IllegalArgumentException if a memory has more words than can be addressed
   */
  public Plan plan(Fpga fpga) {
    List<Plan> plans = plans(fpga);
    Verdict best = plans.stream().map(Plan::verdict).min(Comparator.naturalOrder()).orElseThrow();
    List<Plan> equal = plans.stream().filter(plan -> plan.verdict() == best).toList();
    if (best == Verdict.NO) {
      return Collections.min(equal, Comparator.comparingDouble(Planner::shortage));
    }
    long fastest = equal.stream().mapToLong(Plan::cyclesLast).min().orElseThrow();
    return equal.stream()
        .filter(plan -> plan.cyclesLast() <= NEAR * fastest)
        .findFirst()
        .orElseThrow();
  }

  /** The plans for all numbers of lanes, ascending, for which the device has multipliers. */
  List<Plan> plans(Fpga fpga) {
    return lanes(fpga).stream().map(lanes -> plan(fpga, lanes)).toList();
  }

  /**
   * Whether the model fits, with any number of lanes, at least as well as a verdict says, which is
   * ROM or boot-loaded.
   */
  boolean fits(Fpga fpga, Verdict worst) {
    boolean lutRam = catalog.family(fpga).lutRam();
    for (int lanes : lanes(fpga)) {
      List<Memory> memories = CircuitMemories.of(config, codes, lanes, variant, scoreBits);
      if (luts(fpga, lanes).fits()
          && Allocation.of(memories, fpga, lutRam, worst == Verdict.BOOT_LOADED).fits()) {
        return true;
      }
    }
    return false;
  }

  /** Whether any number of lanes makes memories that can be addressed. */
  boolean isAddressable(Fpga fpga) {
    return lanes(fpga).stream()
        .anyMatch(lanes -> CircuitMemories.isAddressable(config, codes, lanes, variant));
  }

  /** What the model takes with so many lanes, on any device. */
  public ModelSize size(int lanes) {
    return ModelSize.of(
        config,
        codes,
        CircuitMemories.of(config, codes, lanes, variant, scoreBits),
        bytesPerToken());
  }

  /** The numbers of lanes, ascending, for which a device has multipliers, or else 1. */
  private List<Integer> lanes(Fpga fpga) {
    List<Integer> lanes = new ArrayList<>();
    for (int some = 1; some <= MAX_LANES; some *= 2) {
      boolean few = some == 1 || multipliers(fpga, some).fits();
      if (few && CircuitMemories.isAddressable(config, codes, some, variant)) {
        lanes.add(some);
      }
    }
    return lanes.isEmpty() ? List.of(MAX_LANES) : lanes;
  }

  private static double shortage(Plan plan) {
    return plan.blocks().stream().mapToDouble(Use::share).max().orElse(0);
  }

  private Plan of(
      Fpga fpga, int lanes, List<Verdict> ways, Allocation memory, Use multipliers, Use luts) {
    Schedule schedule = new Schedule(config, lanes, variant.precomputed());
    long last = schedule.drawnCycles(config.context() - 1);
    double mhz = catalog.mhz(fpga);
    return new Plan(
        fpga.name(),
        fpga.part(),
        lanes,
        ways,
        memory.placements(),
        memory.uses(),
        multipliers,
        luts,
        schedule.drawnCycles(0),
        last,
        mhz,
        variant.streams() == 1 && catalog.isMeasured(fpga),
        Math.round(mhz * 1e6 / last),
        fpga.external().memory(),
        Math.round(fpga.external().gigabytesPerSecond() * 1e9 / bytesPerToken()));
  }

  /** The bytes of weights that one token reads: all matrices, and a row of each embedding. */
  private long bytesPerToken() {
    long bits = 0;
    for (ParameterSpec spec : config.parameters()) {
      long values = spec.isEmbedding() ? config.embd() : spec.size();
      bits += values * codes.of(spec.name()).bits();
    }
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  private Use multipliers(Fpga fpga, int lanes) {
    int needed = Logic.multipliers(config, lanes, variant, catalog.family(fpga));
    return new Use("multipliers", needed, fpga.multipliers());
  }

  private Use luts(Fpga fpga, int lanes) {
    Use multipliers = multipliers(fpga, lanes);
    long missing = Math.max(0, multipliers.needed() - multipliers.available());
    int columns = MemoryMap.tileColumns(config, lanes);
    return new Use(
        "LUTs",
        Logic.luts(lanes, columns, variant, missing)
            + variant.units() * Logic.decoders(codes, lanes),
        fpga.luts());
  }

  private static Memory inLuts(Memory memory) {
    return memory.kind().isRom()
        ? new Memory(
            memory.name(),
            memory.kind(),
            Memory.Place.LOGIC,
            memory.width(),
            memory.depth(),
            memory.copies())
        : memory;
  }
}
