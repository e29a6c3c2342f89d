package org.microgptrom.rtl.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;

/** Runs of a router that is none: what is kept of them, and what those tell that fail. */
class SeedRunsTest {
  private static final Map<String, RouterLog.Usage> USAGE =
      Map.of("ICESTORM_LC", new RouterLog.Usage(5, 7));
  private static final String TABLE = "Info: Device utilisation:\nInfo: ICESTORM_LC: 5/ 7 71%\n";

  @TempDir Path work;
  private final List<String> told = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  @Test
  void theFastestDesignIsKept() throws Exception {
    double[] mhz = {21, 25, 23, 25};
    for (int threads = 1; threads <= 4; threads++) {
      Path each = Files.createDirectory(work.resolve("threads" + threads));
      SeedRuns runs = runs(each, 7, 4, threads, seed -> mhz[seed - 7]);
      Router.Outcome best = run(runs);
      assertEquals(Optional.of(timing(25)), best.timing());
      assertEquals(8, runs.summary().bestSeed());
      assertEquals(
          Set.of(
              "microgpt.asc",
              "netlist.json",
              "placed.json",
              "route.log",
              "seed-7/route.log",
              "seed-9/route.log",
              "seed-10/route.log"),
          files(each));
      assertEquals("8", Files.readString(each.resolve("microgpt.asc")));
      assertEquals("8", Files.readString(each.resolve("placed.json")));
      assertEquals(4, told.size(), told::toString);
      assertTrue(told.contains("  seed 9: 23.0 MHz"), told::toString);
      assertEquals(List.of("seeds 1/4", "seeds 2/4", "seeds 3/4", "seeds 4/4"), progress);
    }
  }

  @Test
  void aRunThatFailsIsToldAndTheOthersGoOn() throws Exception {
    SeedRuns runs =
        runs(
            work,
            1,
            4,
            1,
            seed -> {
              if (seed == 2) {
                throw new InputException("router", "took more than 9 s and was stopped", "");
              }
              return seed == 3 ? 0 : 20 + seed;
            });
    assertEquals(Optional.of(timing(24)), run(runs).timing());
    SeedSummary summary = runs.summary();
    assertEquals("router: took more than 9 s and was stopped", summary.runs().get(1).failure());
    assertEquals("does not fit", summary.runs().get(2).failure());
    assertEquals(new SeedSummary.Spread(22.5, 21, 24), summary.maxMhz());
    assertTrue(told.contains("  seed 2: failed: router: took more than 9 s and was stopped"));
    assertTrue(Files.exists(work.resolve("seed-2/route.log")), "what there was");
  }

  @Test
  void ifAllFailTheUsageIsThatOfALog() throws Exception {
    SeedRuns runs =
        runs(
            work,
            1,
            3,
            2,
            seed -> {
              throw new InputException("router", "gave up", "");
            });
    assertEquals(new Router.Outcome(USAGE, Optional.empty()), run(runs));
    assertEquals(3, runs.summary().runs().size());
    Path none = Files.createDirectory(work.resolve("none"));
    Files.writeString(none.resolve("netlist.json"), "cells");
    SeedRuns silent =
        new SeedRuns(
            none,
            options(1, 2, 2),
            (seed, folder) -> {
              throw new InputException("router", "gave up", "");
            });
    assertEquals(new Router.Outcome(Map.of(), Optional.empty()), run(silent));
  }

  @Test
  void aFaultOfTheMachineEndsAll() throws Exception {
    IOException full = new IOException("disk full");
    AtomicInteger begun = new AtomicInteger();
    SeedRuns runs =
        runs(
            work,
            1,
            100,
            1,
            seed -> {
              if (begun.incrementAndGet() > 1) {
                await(50); // the first fault is told in the meantime
              }
              throw full;
            });
    assertSame(full, assertThrows(IOException.class, () -> run(runs)));
    assertTrue(begun.get() < 100, "the rest is not begun");
  }

  @Test
  void soManyRunAtATime() throws Exception {
    CyclicBarrier three = new CyclicBarrier(3); // never passed by fewer at a time
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    SeedRuns runs =
        runs(
            work,
            1,
            6,
            3,
            seed -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              try {
                three.await(1, TimeUnit.MINUTES);
              } catch (Exception e) {
                throw new IOException(e);
              }
              now.decrementAndGet();
              return seed;
            });
    run(runs);
    assertEquals(6, runs.summary().runs().size());
    assertEquals(3, most.get());
  }

  /** The frequency that a seed reaches; 0 if the design does not fit. */
  @FunctionalInterface
  private interface Reached {
    double by(int seed) throws IOException;
  }

  private static SeedRuns runs(Path work, int seed, int seeds, int threads, Reached reached)
      throws IOException {
    Files.writeString(work.resolve("netlist.json"), "cells");
    return new SeedRuns(
        work,
        options(seed, seeds, threads),
        (each, folder) -> {
          assertEquals("cells", Files.readString(folder.resolve("netlist.json")));
          Files.writeString(folder.resolve("route.log"), TABLE);
          double mhz = reached.by(each);
          for (String file : List.of("placed.json", "microgpt.asc")) {
            Files.writeString(folder.resolve(file), Integer.toString(each));
          }
          return new Router.Outcome(USAGE, mhz == 0 ? Optional.empty() : Optional.of(timing(mhz)));
        });
  }

  private static SynthesisOptions options(int seed, int seeds, int threads) {
    return new SynthesisOptions(Device.ICE40_UP5K, seed, seeds, threads, 24);
  }

  private Router.Outcome run(SeedRuns runs) throws IOException {
    told.clear();
    progress.clear();
    Progress listener = (step, done, total) -> progress.add(step + " " + done + "/" + total);
    return runs.run(Optional.empty(), told::add, listener);
  }

  private static Timing timing(double mhz) {
    return new Timing(mhz, "", "", 0, 0, 0);
  }

  private static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return new TreeSet<>(
          tree.filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .toList());
    }
  }

  private static void await(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
