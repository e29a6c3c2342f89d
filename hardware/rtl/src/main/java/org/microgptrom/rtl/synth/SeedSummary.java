package org.microgptrom.rtl.synth;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The speed that one netlist reaches with several seeds of the router. One seed's frequency says
 * little: the router is a lottery, and two circuits are compared by their medians.
 *
 * @param runs one for each seed, in ascending order
 * @param maxMhz of the runs that were routed, in MHz; null if there are none
 * @param tokensPerSecond of the same, over sequences that fill the context; null if there are none
 *     or no simulator was there to count cycles
 * @param bestSeed the seed of the highest frequency, the lowest of several such; null if none
 * @param medianSeed the seed of the run in the middle of the frequencies, of an even number the
 *     slower one of the two there; null if none
 */
public record SeedSummary(
    List<Run> runs,
    @Nullable Spread maxMhz,
    @Nullable Spread tokensPerSecond,
    @Nullable Integer bestSeed,
    @Nullable Integer medianSeed) {
  /** Copies the runs. */
  public SeedSummary {
    runs = List.copyOf(runs);
  }

  /**
   * One run of the router.
   *
   * @param timing of the routed design; null if it was not routed
   * @param tokensPerSecond over sequences that fill the context; null if not known
   * @param failure why it was not routed; null if it was
   */
  public record Run(
      int seed,
      @Nullable Timing timing,
      @Nullable Double tokensPerSecond,
      @Nullable String failure) {}

  /**
   * The middle and the ends of some figures.
   *
   * @param median of an even number of figures, the mean of the two in the middle
   */
  public record Spread(double median, double least, double most) {
    /** The spread of at least one figure. */
    static Spread of(List<Double> figures) {
      List<Double> sorted = figures.stream().sorted().toList();
      int half = sorted.size() / 2;
      double upper = sorted.get(half);
      double median = sorted.size() % 2 == 1 ? upper : (sorted.get(half - 1) + upper) / 2;
      return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }
  }

  /** The summary of these runs. */
  static SeedSummary of(List<Run> runs) {
    List<Run> routed =
        runs.stream()
            .filter(run -> run.timing() != null)
            .sorted(
                Comparator.comparingDouble(SeedSummary::mhz)
                    .thenComparing(Run::seed, Comparator.reverseOrder()))
            .toList();
    if (routed.isEmpty()) {
      return new SeedSummary(inOrder(runs), null, null, null, null);
    }
    List<Double> rates =
        routed.stream().map(Run::tokensPerSecond).filter(Objects::nonNull).toList();
    return new SeedSummary(
        inOrder(runs),
        Spread.of(routed.stream().map(SeedSummary::mhz).toList()),
        rates.isEmpty() ? null : Spread.of(rates),
        routed.get(routed.size() - 1).seed(),
        routed.get((routed.size() - 1) / 2).seed());
  }

  private static List<Run> inOrder(List<Run> runs) {
    return runs.stream().sorted(Comparator.comparingInt(Run::seed)).toList();
  }

  private static double mhz(Run run) {
    return Objects.requireNonNull(run.timing()).maxMhz();
  }

  /** This summary with the tokens per second of a circuit that takes so many cycles per token. */
  SeedSummary withCycles(int streams, double average) {
    return of(
        runs.stream()
            .map(
                run ->
                    run.timing() == null
                        ? run
                        : new Run(
                            run.seed(),
                            run.timing(),
                            Throughput.rate(run.timing().maxMhz() * streams, average),
                            null))
            .toList());
  }

  /** The number of runs that were routed. */
  public long routed() {
    return runs.stream().filter(run -> run.timing() != null).count();
  }

  /** The timing of the run in the middle; empty if nothing was routed. */
  public Optional<Timing> medianTiming() {
    return runs.stream()
        .filter(run -> Objects.equals(run.seed(), medianSeed))
        .map(run -> Objects.requireNonNull(run.timing()))
        .findFirst();
  }
}
