package org.microgptrom.cli.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.Interruption;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.ClusterOptions;
import org.microgptrom.cli.option.ContextOptions;
import org.microgptrom.cli.option.CorpusOptions;
import org.microgptrom.cli.option.OutputPaths;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.datasets.DataFiles;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Scheduler;
import org.microgptrom.sweep.Sweep;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.search.Drawn;
import org.microgptrom.sweep.search.PlanChooser;
import org.microgptrom.sweep.search.Sorted;
import org.microgptrom.sweep.search.Sorter;
import org.microgptrom.sweep.trial.ClusterTrials;
import org.microgptrom.sweep.trial.SweepData;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialBackend;
import org.microgptrom.sweep.trial.TrialCost;
import org.microgptrom.sweep.trial.TrialStore;
import org.microgptrom.sweep.trial.TrialTraining;
import org.microgptrom.train.recipe.EngineKind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows or chooses a plan of trials, with the options that steer it. */
public final class SweepStage {
  private static final String FPGA = "--fpga";
  private static final String MINUTES = "--minutes";
  private static final double USUAL_MINUTES = 10;

  /** The plan that was chosen, in the sweep's folder. */
  public static final String PLAN = "plan.yaml";

  /** Begins the line that tells whether a chosen plan was changed. */
  private static final String DIGEST = "# SHA-256 of what follows: ";

  @Mixin private CorpusOptions corpus;

  @Option(
      names = FPGA,
      paramLabel = "FPGA",
      completionCandidates = Candidates.Fpgas.class,
      description =
          "The FPGA that must hold the models, one that 'fit' lists, in the place of the plan's"
              + " device.")
  private @Nullable String fpga;

  @Option(
      names = MINUTES,
      paramLabel = "M",
      description =
          "Without a plan: the time that the trials may take, about, by a measurement at the start"
              + " (default: 10).")
  @Range(from = "0.01", to = "1000000")
  private @Nullable Double minutes;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Trials at a time, each on one thread (default: as many as processors, fewer where memory"
              + " asks for it).")
  @Range(from = "1", to = "256")
  private @Nullable Integer threads;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      defaultValue = "vector",
      description =
          "vector: plain Java with the Vector API. djl: PyTorch, which trains one model at a time"
              + " (default: ${DEFAULT-VALUE}).")
  private EngineKind engine;

  @Mixin private ClusterOptions cluster;

  /**
   * A sweep that has ended.
   *
   * @param data of the trials
   */
  public record Swept(Outcome outcome, SweepData data, TrialStore store) {
    Swept with(Outcome other) {
      return new Swept(other, data, store);
    }
  }

  /**
   * Runs the trials that have not been run.
   *
   * @param file a plan; empty to choose one
   * @param folder of the sweep
   * @param outputs what is written there
   */
  public Swept run(Optional<Path> file, Path folder, OutputPaths.Derived outputs, Console console) {
    Object where = file.<Object>map(path -> path).orElse(FPGA);
    Optional<SweepPlan> given = file.map(path -> given(path, where));
    outputs.requireUnread("the plan's data", corpus.files());
    corpus.requireFiles("a sweep reads its corpus again when the same command goes on");
    DataFiles.Read read = corpus.read(Preparation.NONE);
    read.notes().forEach(note -> console.progress("sweep: " + note));
    console.progress(
        String.format(
            Locale.ROOT,
            "sweep: corpus %s, %,d documents",
            VisibleText.of(read.corpus().name()),
            read.corpus().documents().size()));
    SweepData data =
        SweepData.of(
            read.corpus(), given.map(SweepPlan::splitSeed).orElse(SweepPlan.DEFAULT_SPLIT_SEED));
    if (engine == EngineKind.DJL) {
      cluster.requireNone(
          "trains in plain Java: PyTorch's libraries are not sent", "leave --engine out");
      TrainStage.provideEngine(console);
    }
    SweepPlan plan = given.orElseGet(() -> chosen(data, folder, console));
    Optional<FinalistStage> finalists = FinalistStage.of(plan, console);
    Sorted sorted = Sorter.sort(plan, data, engine).requireSome(where);
    Drawn drawn = sorted.drawn(plan.search());
    List<Trial> trials = drawn.trials();
    trials.stream()
        .mapToInt(Trial::steps)
        .min()
        .ifPresent(steps -> plan.search().requireSteps(where, steps));
    tellCut(plan, data, console);
    TrialStore store = new TrialStore(folder);
    Interruption.advise("the same command goes on");
    try (ClusterOptions.Opened machines = cluster.open("sweep", console)) {
      int atOnce = machines.cluster().map(Cluster::slots).orElseGet(() -> threads(trials));
      tell(sorted, trials.size(), atOnce, folder, console);
      TrialBackend backend =
          machines
              .cluster()
              .<TrialBackend>map(of -> new ClusterTrials(of, data))
              .orElseGet(() -> TrialBackend.threads(atOnce, new TrialTraining(data)));
      Outcome outcome;
      AtomicInteger ran = new AtomicInteger();
      try (StageProgress progress = new StageProgress(console)) {
        TrialBackend counted =
            (absent, place, taker) -> {
              ran.addAndGet(absent.size());
              backend.run(absent, place, taker);
            };
        outcome =
            new Sweep(plan, new Scheduler(store, counted, progress), corpus.arguments()).run(drawn);
      }
      if (ran.get() == 0) {
        console.progress("sweep: all trials were there, none is run");
      }
      Swept swept = new Swept(outcome, data, store);
      return finalists
          .map(stage -> swept.with(stage.run(swept, machines.cluster(), console)))
          .orElse(swept);
    }
  }

  /** Warns of documents that the only context cuts; of several, those that cut are excluded. */
  private static void tellCut(SweepPlan plan, SweepData data, Console console) {
    if (plan.axes().contexts().size() == 1 && plan.axes().tokens().isEmpty()) {
      int context = plan.axes().contexts().get(0);
      ContextOptions.tellCut(data.lengths(null), context, "axis context", console);
    }
  }

  private static void tell(Sorted sorted, int trials, int atOnce, Path folder, Console console) {
    console.progress(
        String.format(
            Locale.ROOT,
            "sweep: %s, %s excluded before training%s; %d at a time",
            TableText.count(trials, "trial"),
            TableText.count(sorted.exclusions().size(), "point"),
            sorted.exclusions().isEmpty() ? "" : " (" + sorted.reasons() + ")",
            atOnce));
    if (Files.exists(folder.resolve(TrialStore.TRIALS))) {
      console.progress("sweep: going on in " + folder + "; no trial that is there is run again");
    }
  }

  private int threads(List<Trial> trials) {
    int wanted = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    return engine == EngineKind.DJL
        ? 1
        : TrialCost.threads(wanted, trials, Runtime.getRuntime().maxMemory());
  }

  private SweepPlan given(Path file, Object where) {
    if (minutes != null) {
      throw new InputException(
          MINUTES, "is for a plan to be chosen, " + file + " says what is tried", "leave one out");
    }
    SweepPlan plan = SweepPlan.read(file);
    if (fpga != null) {
      plan = plan.on(fpga);
    }
    plan.requireDevice(where);
    if (plan.device() != null) {
      FpgaCatalog.get().named(fpga == null ? file + ", key device" : FPGA, plan.device());
    }
    if (!corpus.isNamed() && plan.data() != null) {
      corpus.name(plan.data());
    }
    return plan;
  }

  /** The plan of an earlier start with the same question, or a new one. */
  private SweepPlan chosen(SweepData data, Path folder, Console console) {
    if (fpga == null) {
      throw new InputException(
          FPGA, "or a plan is needed: what the models are for", "name one that 'fit' lists");
    }
    String device = FpgaCatalog.get().named(FPGA, fpga).name();
    double time = minutes == null ? USUAL_MINUTES : minutes;
    String question =
        String.format(
            Locale.ROOT,
            "# Chosen for --fpga %s, --minutes %s, --engine %s and the corpus %s.\n",
            device,
            time,
            engine,
            data.split().id().sha256());
    Path file = folder.resolve(PLAN);
    Optional<String> earlier = earlier(file);
    earlier.ifPresent(old -> requireUnchanged(file, old));
    String text = earlier.filter(old -> old.startsWith(question)).orElse("");
    if (text.isEmpty()) {
      console.progress("sweep: measuring this machine, to choose what the time allows");
      int wanted = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
      TrialCost cost = TrialCost.measure(data, engine, time);
      int atOnce = engine == EngineKind.DJL ? 1 : wanted;
      String chosen = named() + PlanChooser.choose(data, engine, cost, device, time, atOnce);
      text = question + DIGEST + digest(chosen) + "\n" + chosen;
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      AtomicOutput.file(file, partial -> Files.write(partial, content));
      console.progress("sweep: wrote " + file);
    }
    return SweepPlan.parse(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Requires that a plan is one that was chosen, as it was: who changed it wants to keep it. */
  private static void requireUnchanged(Path file, String text) {
    String[] lines = text.split("\n", 3);
    if (lines.length < 3 || !lines[1].equals(DIGEST + digest(lines[2]))) {
      throw new InputException(
          file,
          "is not as a sweep chose it, and would be replaced",
          "give it as the plan, without --minutes, or remove it to have one chosen");
    }
  }

  private static String digest(String text) {
    return Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The line of a plan that names the corpus; options of its columns stay with the command. */
  private String named() {
    return corpus
        .only()
        .map(name -> "data: " + Json.line(name) + "\n")
        .orElseGet(() -> "# Give" + corpus.arguments() + " with it.\n");
  }

  private static Optional<String> earlier(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
