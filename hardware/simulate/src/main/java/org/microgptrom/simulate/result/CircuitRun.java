package org.microgptrom.simulate.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One simulation of the circuit.
 *
 * @param simulator {@code icarus}, {@code verilator} or {@code yosys-netlist}
 * @param tools the programs that took part, each with the version that it states
 * @param sequences number of sequences that ran to their end
 * @param tokens number of tokens taken in, one per position
 * @param logits number of logits compared
 * @param drawn number of drawn tokens compared
 * @param mismatches number of mismatches in all checks of the simulation
 * @param totalCycles clock cycles of the simulation; null if it did not end
 * @param cycles clock cycles per token, by position
 * @param waveform the name of the file with the waveform of the first divergence; null without a
 *     divergence
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
   * The clock cycles from the previous result, or the start of a sequence, to the result at a
   * position.
   *
   * @param position in the sequence, from 0
   * @param prompt cycles of tokens after which nothing is drawn; null if there were none
   * @param drawn cycles of tokens after which one is drawn; null if there were none
   * @param predicted the cycles that the schedule predicts; null with several streams and with an
   *     external memory, of which it predicts nothing
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Cycles(
      int position, @Nullable Range prompt, @Nullable Range drawn, @Nullable Predicted predicted) {
    /** Joins these cycles and others of the same position: ranges that hold both. */
    public Cycles with(Cycles other) {
      return new Cycles(
          position, union(prompt, other.prompt), union(drawn, other.drawn), predicted);
    }

    private static @Nullable Range union(@Nullable Range a, @Nullable Range b) {
      return a == null || b == null
          ? (a == null ? b : a)
          : new Range(Math.min(a.min, b.min), Math.max(a.max, b.max));
    }

    /**
     * The number of cycles by which the simulation lies at most outside the prediction at this
     * position.
     */
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

  /** The cycles that the schedule predicts, for the two kinds of tokens that {@link Cycles} has. */
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

  /**
   * The number of cycles per token by which the simulation lies at most outside the prediction at
   * any position.
   */
  public long largestDifference() {
    return cycles.stream().mapToLong(Cycles::difference).max().orElse(0);
  }

  /** The fewest and the most cycles. */
  public record Range(long min, long max) {
    /** The range that holds this one, if there is one yet, and a value. */
    public static Range with(@Nullable Range range, long value) {
      return range == null
          ? new Range(value, value)
          : new Range(Math.min(range.min, value), Math.max(range.max, value));
    }

    /** The distance by which a value lies outside the range, 0 within it. */
    long distance(long value) {
      return Math.max(0, Math.max(min - value, value - max));
    }

    @Override
    public String toString() {
      return min == max ? Long.toString(min) : min + ".." + max;
    }
  }
}
