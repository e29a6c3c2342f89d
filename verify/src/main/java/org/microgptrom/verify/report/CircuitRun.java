package org.microgptrom.verify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One simulation of the circuit.
 *
 * @param simulator {@code icarus}, {@code verilator} or {@code yosys-netlist}
 * @param tools the programs that took part, each by what it says of itself
 * @param sequences run to their end
 * @param tokens taken in, one per position
 * @param logits compared
 * @param drawn tokens compared
 * @param mismatches of all its checks
 * @param totalCycles clock cycles of the simulation; null if it did not end
 * @param cycles clock cycles per token, by position
 * @param waveform the name of the file with the waveform of the first divergence; null without
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CircuitRun(
    String simulator,
    List<String> tools,
    long sequences,
    long tokens,
    long logits,
    long drawn,
    long mismatches,
    Long totalCycles,
    List<Cycles> cycles,
    String waveform) {
  /** Copies the lists. */
  public CircuitRun {
    tools = List.copyOf(tools);
    cycles = List.copyOf(cycles);
  }

  /**
   * Clock cycles from the result before, or the start of a sequence, to the result at a position.
   *
   * @param position from 0
   * @param prompt of tokens after which nothing is drawn; null if there were none
   * @param drawn of tokens after which one is drawn; null if there were none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cycles(int position, Range prompt, Range drawn) {
    /** The ranges of both, which are of one position. */
    public Cycles with(Cycles other) {
      return new Cycles(position, union(prompt, other.prompt), union(drawn, other.drawn));
    }

    private static Range union(Range a, Range b) {
      return a == null || b == null
          ? (a == null ? b : a)
          : new Range(Math.min(a.min, b.min), Math.max(a.max, b.max));
    }
  }

  /** The fewest and the most. */
  public record Range(long min, long max) {
    /** The range that holds this one and a value; {@code range} may be null. */
    public static Range with(Range range, long value) {
      return range == null
          ? new Range(value, value)
          : new Range(Math.min(range.min, value), Math.max(range.max, value));
    }

    @Override
    public String toString() {
      return min == max ? Long.toString(min) : min + ".." + max;
    }
  }
}
