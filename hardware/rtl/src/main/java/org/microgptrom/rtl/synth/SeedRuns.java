package org.microgptrom.rtl.synth;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.io.Shutdown;
import org.microgptrom.model.io.Tasks;

/**
 * Routes one netlist with several seeds, a few at a time, each in a folder of its own. What the
 * fastest run has written takes the place of a single run's files; of the others logs and reports
 * stay in {@code seed-N}.
 */
final class SeedRuns {
  private final Path work;
  private final SynthesisOptions options;
  private final Route route;
  private final List<SeedSummary.Run> runs = new ArrayList<>();
  private Router.@Nullable Outcome best; // null until a run is routed
  private int bestSeed;

  /** A run of the router. */
  @FunctionalInterface
  interface Route {
    /**
     * Places and routes.
     *
     * @param folder with the netlist, for all files of this run
     * @throws InputException if the router fails for another reason than a lack of places
     */
    Router.Outcome with(int seed, Path folder) throws IOException;
  }

  /**
   * Runs for one netlist.
   *
   * @param work the folder with the netlist
   */
  SeedRuns(Path work, SynthesisOptions options, Route route) {
    this.work = work;
    this.options = options;
    this.route = route;
  }

  /**
   * Does all runs. One that fails is told in the summary.
   *
   * @param cluster that routes; empty for this machine
   * @param lines takes a line for each run that ends
   * @param progress is told how many have ended
   * @return the outcome of the fastest; one without timing if none was routed
   */
  Router.Outcome run(Optional<ClusterSeeds> cluster, Consumer<String> lines, Progress progress)
      throws IOException {
    Tasks.Taker<SeedSummary.Run> taker =
        run -> {
          runs.add(run);
          lines.accept("  seed " + run.seed() + ": " + told(run));
          progress.at("seeds", runs.size(), options.seeds());
        };
    if (cluster.isPresent()) {
      progress.at("seeds", 0, options.seeds());
      cluster
          .get()
          .run(
              work,
              seed -> Files.createDirectory(folder(seed)),
              (seed, ended) ->
                  taker.take(
                      ended.failure() == null
                          ? run(seed, ended.outcome())
                          : new SeedSummary.Run(seed, null, null, ended.failure())));
    } else {
      List<Callable<SeedSummary.Run>> seeds = new ArrayList<>();
      for (int i = 0; i < options.seeds(); i++) {
        int seed = options.seed() + i;
        seeds.add(() -> one(seed));
      }
      Tasks.run(Math.min(options.threads(), options.seeds()), "routing", seeds, taker);
    }
    if (best == null) {
      return new Router.Outcome(Router.usage(folder(options.seed())), Optional.empty());
    }
    moveUp(folder(bestSeed));
    return best;
  }

  /** What the runs have reached. */
  SeedSummary summary() {
    return SeedSummary.of(runs);
  }

  private SeedSummary.Run one(int seed) throws IOException {
    Path folder = Files.createDirectory(folder(seed));
    // A tool of npm reads its whole folder, in which no other run may come and go.
    Path netlist = folder.resolve(YosysSynthesis.FILE);
    Files.copy(work.resolve(YosysSynthesis.FILE), netlist);
    try {
      return run(seed, route.with(seed, folder));
    } catch (InputException e) {
      if (Shutdown.hasBegun()) { // the router was killed and has not failed
        throw (IOException) new InterruptedIOException("interrupted").initCause(e);
      }
      return new SeedSummary.Run(seed, null, null, e.getMessage());
    } finally {
      Files.deleteIfExists(netlist);
    }
  }

  private SeedSummary.Run run(int seed, Router.Outcome outcome) throws IOException {
    if (outcome.timing().isEmpty()) {
      return new SeedSummary.Run(seed, null, null, "does not fit");
    }
    keepIfBest(seed, outcome);
    return new SeedSummary.Run(seed, outcome.timing().get(), null, null);
  }

  /** Keeps the design if it is the fastest so far; placements are large, so no other one stays. */
  private synchronized void keepIfBest(int seed, Router.Outcome outcome) throws IOException {
    if (best == null || compare(outcome, seed, best, bestSeed) > 0) {
      if (best != null) {
        dropDesign(bestSeed);
      }
      best = outcome;
      bestSeed = seed;
    } else {
      dropDesign(seed);
    }
  }

  private static int compare(Router.Outcome a, int seedA, Router.Outcome b, int seedB) {
    int faster =
        Double.compare(a.timing().orElseThrow().maxMhz(), b.timing().orElseThrow().maxMhz());
    return faster != 0 ? faster : Integer.compare(seedB, seedA);
  }

  private void dropDesign(int seed) throws IOException {
    for (String file : Router.designFiles(options.device().family())) {
      Files.deleteIfExists(folder(seed).resolve(file));
    }
  }

  private void moveUp(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files = entries.toList();
    }
    for (Path file : files) {
      Files.move(file, work.resolve(file.getFileName()));
    }
    Files.delete(folder);
  }

  private Path folder(int seed) {
    return work.resolve("seed-" + seed);
  }

  private static String told(SeedSummary.Run run) {
    return run.timing() == null ? "failed: " + run.failure() : run.timing().maxMhz() + " MHz";
  }
}
