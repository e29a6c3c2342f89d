package org.microgptrom.rtl.synth;

/**
 * Tokens per second of one sequence at the highest clock frequency.
 *
 * @param simulator the program that counted the cycles
 * @param cyclesFirst clock cycles for a token at position 0
 * @param cyclesAverage over all positions of the context
 * @param cyclesLast at the last position
 * @param tokensPerSecondFirst at position 0
 * @param tokensPerSecondAverage over a sequence that fills the context
 * @param tokensPerSecondLast at the last position
 */
public record Throughput(
    String simulator,
    long cyclesFirst,
    double cyclesAverage,
    long cyclesLast,
    double tokensPerSecondFirst,
    double tokensPerSecondAverage,
    double tokensPerSecondLast) {

  /** The throughput at a frequency in MHz. */
  public static Throughput of(
      double maxMhz, String simulator, long first, double average, long last) {
    return new Throughput(
        simulator,
        first,
        average,
        last,
        rate(maxMhz, (double) first),
        rate(maxMhz, average),
        rate(maxMhz, (double) last));
  }

  private static double rate(double mhz, double cycles) {
    return Math.round(mhz * 1e6 / cycles);
  }
}
