package org.microgptrom.sweep.search;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.trial.SweepData;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialCost;
import org.microgptrom.train.recipe.EngineKind;

/**
 * Chooses a plan for who names no more than a corpus, a device and a time: shapes that fit the
 * device and are not far smaller than what it holds, as many as the time allows, by halving.
 */
public final class PlanChooser {
  /** The rest of the time is for the best model's bundle, and for what was estimated too low. */
  private static final double SHARE_OF_TIME = 0.6;

  /** The most that one training may take of the time of its thread. */
  private static final double SHARE_OF_ONE = 1.0 / 3;

  /** Models of fewer parameters than this part of the largest are not tried. */
  private static final int SMALLEST = 16;

  private static final int KEEP = 3;
  private static final int RUNGS = 3;

  /** With fewer, no rung leaves one of three behind. */
  private static final int FEWEST = 9;

  private static final int FEWEST_STEPS = 60;

  private final SweepData data;
  private final EngineKind engine;
  private final TrialCost cost;
  private final String device;
  private final double threadSeconds;
  private final int threads;

  private PlanChooser(
      SweepData data,
      EngineKind engine,
      TrialCost cost,
      String device,
      double minutes,
      int threads) {
    this.data = data;
    this.engine = engine;
    this.cost = cost;
    this.device = device;
    this.threadSeconds = SHARE_OF_TIME * 60 * minutes;
    this.threads = threads;
  }

  /**
   * The text of a plan, in YAML.
   *
   * @param cost of trials on this machine
   * @param minutes that all trials may take, about
   * @param threads number of trials at a time
   * @throws InputException if the device holds none of the shapes
   */
  public static String choose(
      SweepData data,
      EngineKind engine,
      TrialCost cost,
      String device,
      double minutes,
      int threads) {
    return new PlanChooser(data, engine, cost, device, minutes, threads).choose();
  }

  private String choose() {
    List<Candidate> fitting = sorted("").requireSome("--fpga " + device).candidates();
    int steps = fitting.get(0).trial().steps();
    while (true) {
      long affordable = affordable(fitting, steps);
      long most =
          fitting.stream()
              .mapToLong(Candidate::parameters)
              .filter(p -> p <= affordable)
              .max()
              .orElse(0);
      List<Candidate> tried =
          fitting.stream()
              .filter(c -> c.parameters() <= most && c.parameters() >= most / SMALLEST)
              .toList();
      int count = count(tried, steps);
      if (count >= FEWEST || steps / 2 < FEWEST_STEPS) {
        return text(
            """
            limits: {parameters: {at_least: %d, at_most: %d}}
            search: {kind: halving, count: %d, rungs: %d, keep: %d}
            """
                .formatted(
                    most / SMALLEST, most, Math.max(1, Math.min(count, tried.size())), RUNGS, KEEP),
            steps);
      }
      steps /= 2;
    }
  }

  /** The most parameters of a model whose training takes no more than its share. */
  private long affordable(List<Candidate> fitting, int steps) {
    return fitting.stream()
        .filter(c -> cost.seconds(c.trial().withSteps(steps), data) <= SHARE_OF_ONE * threadSeconds)
        .mapToLong(Candidate::parameters)
        .max()
        .orElseGet(() -> fitting.stream().mapToLong(Candidate::parameters).min().orElse(0));
  }

  /** The number of trials to begin with. */
  private int count(List<Candidate> tried, int steps) {
    double all = 0; // seconds of all rungs, if all are tried
    for (Candidate candidate : tried) {
      Trial trial = candidate.trial();
      for (int rung = 0; rung < RUNGS; rung++) {
        int cut = (int) Math.max(1, Math.round(steps * Math.pow(KEEP, rung + 1 - RUNGS)));
        all += cost.seconds(trial.withSteps(cut), data) * Math.pow(KEEP, -rung);
      }
    }
    return (int) Math.min(tried.size(), threads * threadSeconds / all * tried.size());
  }

  private Sorted sorted(String more) {
    SweepPlan plan = SweepPlan.parse("plan", text(more, 0).getBytes(StandardCharsets.UTF_8));
    return Sorter.sort(plan, data, engine);
  }

  private String text(String more, int steps) {
    int context = Math.min(data.usualContext(null), ModelConfig.LONGEST_CONTEXT);
    return """
    device: %s
    split_seed: %d
    axes:
      layers: [1, 2, 3]
      embd: [8, 12, 16, 20, 24, 32, 40, 48, 64, 96, 128, 192, 256]
      heads: [2, 4]
      context: %d
      weight_bits: [16, 8, 4, 3]
    """
            .formatted(device, data.split().id().splitSeed(), context)
        + (steps == 0 ? "" : "  steps: " + steps + "\n")
        + more;
  }
}
