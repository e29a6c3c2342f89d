package org.microgptrom.rtl.synth;

/**
 * Tokens per second of all streams together at the highest clock frequency.
 *
 * @param streams number of sequences that the circuit interleaves
 * @param simulator the program that counted the cycles
 * @param cyclesFirst clock cycles in which each stream makes a token at position 0
 * @param cyclesAverage mean clock cycles over all positions of the context
 * @param cyclesLast clock cycles at the last position
 * @param tokensPerSecondFirst tokens per second at position 0
 * @param tokensPerSecondAverage tokens per second over sequences that fill the context
 * @param tokensPerSecondLast tokens per second at the last position
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

  /** Tokens per second, a whole number, at so many cycles for a token. */
  static double rate(double mhz, double cycles) {
    return Math.round(mhz * 1e6 / cycles);
  }
}
