package org.microgptrom.board.clock;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a PLL can do: frequencies in MHz, both ends included, and its dividers.
 *
 * @param phase range of the frequency at the phase detector, which is input / reference
 * @param vco range of the oscillator
 * @param output range of the output, which is the oscillator's frequency / output divider
 * @param reference the largest divider of the input; the smallest is 1
 * @param feedback the largest divider in the feedback; the smallest is 1
 * @param outputs the dividers of the output
 * @param fromOutput whether the output is fed back, so that it is the phase detector's frequency x
 *     feedback; else the oscillator's is
 */
record PllRanges(
    Range phase,
    Range vco,
    Range output,
    int reference,
    int feedback,
    List<Integer> outputs,
    boolean fromOutput) {
  private static final double HERTZ = 1e6;

  /** Copies the list. */
  PllRanges {
    outputs = List.copyOf(outputs);
  }

  /** A range of frequencies in MHz. */
  record Range(double from, double to) {
    boolean holds(double mhz) {
      return mhz >= from && mhz <= to;
    }

    double middle() {
      return (from + to) / 2;
    }
  }

  /**
   * Dividers, and the frequencies that they give.
   *
   * @param hertz of the output, rounded
   */
  record Dividers(int reference, int feedback, int output, double vcoMhz, long hertz) {}

  /** The numbers from 1 to the largest. */
  static List<Integer> upTo(int largest) {
    return IntStream.rangeClosed(1, largest).boxed().toList();
  }

  /**
   * The dividers whose output comes nearest to a frequency; of several the ones with the smallest
   * reference divider, and of these the ones whose oscillator is nearest to the middle of its
   * range. Empty if no output is within a tenth.
   */
  Optional<Dividers> nearest(double inputMhz, double wantedMhz) {
    Dividers best = null;
    for (int divider = 1; divider <= reference; divider++) {
      double detected = inputMhz / divider;
      if (phase.holds(detected)) {
        for (int out : outputs) {
          double ratio = wantedMhz / detected * (fromOutput ? 1 : out);
          for (int multiplier : new int[] {(int) ratio, (int) ratio + 1}) {
            Dividers found = dividers(inputMhz, divider, multiplier, out);
            if (isPossible(found, wantedMhz)
                && (best == null || isBetter(found, best, wantedMhz))) {
              best = found;
            }
          }
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private Dividers dividers(double inputMhz, int divider, int multiplier, int out) {
    double fed = inputMhz * multiplier / divider;
    return new Dividers(
        divider,
        multiplier,
        out,
        fromOutput ? fed * out : fed,
        Math.round((fromOutput ? fed : fed / out) * HERTZ));
  }

  private boolean isPossible(Dividers found, double wantedMhz) {
    return found.feedback() >= 1
        && found.feedback() <= feedback
        && vco.holds(found.vcoMhz())
        && output.holds(found.hertz() / HERTZ)
        && Math.abs(found.hertz() / HERTZ - wantedMhz) <= wantedMhz / 10;
  }

  private boolean isBetter(Dividers found, Dividers best, double wantedMhz) {
    double error = Math.abs(found.hertz() - wantedMhz * HERTZ);
    double bestError = Math.abs(best.hertz() - wantedMhz * HERTZ);
    if (error != bestError) {
      return error < bestError;
    }
    return found.reference() == best.reference()
        && Math.abs(found.vcoMhz() - vco.middle()) < Math.abs(best.vcoMhz() - vco.middle());
  }
}
