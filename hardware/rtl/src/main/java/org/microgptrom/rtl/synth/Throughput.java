package org.microgptrom.rtl.synth;

/**
 * Tokens per second of all streams together at the highest clock frequency.
 *
 * @param streams sequences that the circuit interleaves
 * @param simulator the program that counted the cycles
 * @param cyclesFirst clock cycles in which each stream makes a token at position 0
 * @param cyclesAverage over all positions of the context
 * @param cyclesLast at the last position
 * @param tokensPerSecondFirst at position 0
 * @param tokensPerSecondAverage over sequences that fill the context
 * @param tokensPerSecondLast at the last position
 */
public record Throughput(
    int streams,
    String simulator,
    long cyclesFirst,
    double cyclesAverage,
    long cyclesLast,
    double tokensPerSecondFirst,
    double tokensPerSecondAverage,
    double tokensPerSecondLast) {

  /** The throughput at a frequency in MHz. */
  public static Throughput of(
      double maxMhz, int streams, String simulator, long first, double average, long last) {
    return new Throughput(
        streams,
        simulator,
        first,
        average,
        last,
        rate(maxMhz * streams, (double) first),
        rate(maxMhz * streams, average),
        rate(maxMhz * streams, (double) last));
  }

  private static double rate(double mhz, double cycles) {
    return Math.round(mhz * 1e6 / cycles);
  }
}
