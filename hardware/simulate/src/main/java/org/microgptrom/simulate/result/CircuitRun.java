package org.microgptrom.simulate.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    @Nullable Long totalCycles,
    List<Cycles> cycles,
    @Nullable String waveform) {
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
   * @param predicted what the schedule says of both; null where it says nothing: of several
   *     streams, and with an external memory
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cycles(
      int position, @Nullable Range prompt, @Nullable Range drawn, @Nullable Predicted predicted) {
    /** The ranges of both, which are of one position. */
    public Cycles with(Cycles other) {
      return new Cycles(
          position, union(prompt, other.prompt), union(drawn, other.drawn), predicted);
    }

    private static @Nullable Range union(@Nullable Range a, @Nullable Range b) {
      return a == null || b == null
          ? (a == null ? b : a)
          : new Range(Math.min(a.min, b.min), Math.max(a.max, b.max));
    }

    /** By how many cycles the simulation lies at most outside the prediction. */
    long difference() {
      return predicted == null
          ? 0
          : Math.max(difference(prompt, predicted.prompt), difference(drawn, predicted.drawn));
    }

    private static long difference(@Nullable Range simulated, Range predicted) {
      return simulated == null
          ? 0
          : Math.max(predicted.distance(simulated.min), predicted.distance(simulated.max));
    }
  }

  /** The cycles that the schedule predicts, of tokens as in {@link Cycles}. */
  public record Predicted(Range prompt, Range drawn) {}

  /** This run with predictions. */
  public CircuitRun withCycles(List<Cycles> predicted) {
    return new CircuitRun(
        simulator,
        tools,
        sequences,
        tokens,
        logits,
        drawn,
        mismatches,
        totalCycles,
        predicted,
        waveform);
  }

  /** Whether there are predictions to compare with. */
  public boolean hasPrediction() {
    return !cycles.isEmpty() && cycles.get(0).predicted != null;
  }

  /** By how many cycles per token the simulation lies at most outside the prediction. */
  public long largestDifference() {
    return cycles.stream().mapToLong(Cycles::difference).max().orElse(0);
  }

  /** The fewest and the most. */
  public record Range(long min, long max) {
    /** The range that holds this one, if there is one yet, and a value. */
    public static Range with(@Nullable Range range, long value) {
      return range == null
          ? new Range(value, value)
          : new Range(Math.min(range.min, value), Math.max(range.max, value));
    }

    /** How far a value lies outside. */
    long distance(long value) {
      return Math.max(0, Math.max(min - value, value - max));
    }

    @Override
    public String toString() {
      return min == max ? Long.toString(min) : min + ".." + max;
    }
  }
}
