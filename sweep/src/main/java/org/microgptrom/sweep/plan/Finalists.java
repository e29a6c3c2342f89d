package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The best models, whose circuits other programs try: a simulator, and place and route.
 *
 * @param count number of models, the best first; null for the default
 * @param rtl the simulator; null for none
 * @param synthSeeds number of seeds that each circuit is placed and routed with; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finalists(Integer count, @Nullable Simulator rtl, @Nullable Integer synthSeeds) {
  private static final int USUAL_COUNT = 3;
  private static final int MOST = 100;

  /** The simulators of the circuit. */
  public enum Simulator {
    /** Icarus Verilog. */
    @JsonProperty("icarus")
    ICARUS,

    /** Verilator. */
    @JsonProperty("verilator")
    VERILATOR;

    /** The simulator's name in plans and options. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the ranges, and that something is asked for. */
  public Finalists(@Nullable Integer count, @Nullable Simulator rtl, @Nullable Integer synthSeeds) {
    this.count = count == null ? USUAL_COUNT : count;
    this.rtl = rtl;
    this.synthSeeds = synthSeeds;
    requireRange("count", this.count);
    if (synthSeeds != null) {
      requireRange("synth_seeds", synthSeeds);
    }
    if (rtl == null && synthSeeds == null) {
      throw new IllegalArgumentException(
          "finalists are for rtl, synth_seeds or both: say what is to be tried");
    }
  }

  private static void requireRange(String name, int value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(name + " must be in 1.." + MOST + ", not " + value);
    }
  }
}
