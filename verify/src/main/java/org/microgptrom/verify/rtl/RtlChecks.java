package org.microgptrom.verify.rtl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.rtl.Schedule;
import org.microgptrom.simulate.CircuitSimulation;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.GoldenInputs;
import org.microgptrom.simulate.stimulus.Stimulus;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Simulators;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.simulate.tool.Workspace;
import org.microgptrom.verify.campaign.CampaignPlan;

/**
 * Compares the circuit of a bundle, in every simulator that was asked for, with the golden
 * simulator. The circuit reads its ROM files itself; the golden simulator is given the model of the
 * tensor images.
 */
public final class RtlChecks {
  private static final String CIRCUIT = "circuit";

  private final RtlOptions options;
  private final Map<Target, Simulator> simulators = new EnumMap<>(Target.class);
  private final Map<Target, String> missing = new EnumMap<>(Target.class);
  private final List<Check> checks = new ArrayList<>();
  private final List<CircuitRun> runs = new ArrayList<>();
  private boolean waveKept;

  /**
   * Makes checks with the tools that are installed.
   *
   * @throws InputException if a required tool is missing
   */
  public RtlChecks(RtlOptions options) throws IOException {
    this.options = options;
    for (Target target : options.targets()) {
      try {
        simulators.put(target, Simulators.of(target, options.bus()));
      } catch (InputException e) {
        if (options.required().contains(target)) {
          throw e;
        }
        missing.put(target, e.getMessage().lines().findFirst().orElse(""));
      }
    }
  }

  /** Makes checks with given simulators. */
  RtlChecks(RtlOptions options, Map<Target, Simulator> simulators) {
    this.options = options;
    this.simulators.putAll(simulators);
  }

  /**
   * Runs all simulations.
   *
   * @param rebuilt from the bundle's tensor images; empty if there is no model
   * @param progress is told of each simulation, of which nothing is known while it runs
   */
  public void run(Bundle bundle, Optional<QuantizedModel> rebuilt, Progress progress)
      throws IOException {
    if (options.targets().isEmpty()) {
      return;
    }
    checks.addAll(missing());
    if (rebuilt.isEmpty()) {
      simulators
          .keySet()
          .forEach(t -> checks.add(Check.skipped(t.suite(), CIRCUIT, "there is no model")));
      return;
    }
    QuantizedModel model = rebuilt.get();
    GoldenInputs inputs = GoldenInputs.of(bundle);
    Map<Long, Expectations> stimuli = new HashMap<>(); // by the number of tokens
    for (Map.Entry<Target, Simulator> entry : simulators.entrySet()) {
      Target target = entry.getKey();
      String step = "circuit, " + label(target);
      progress.at(step, 0, 1);
      Expectations sequences =
          stimuli.computeIfAbsent(
              options.tokens(target), tokens -> Stimulus.of(model, inputs, tokens));
      try (Workspace workspace = Workspace.of(bundle)) {
        CircuitSimulation simulation =
            new CircuitSimulation(
                target, entry.getValue(), workspace, bundle.manifest().streams(), sequences);
        Path wave = options.waveFolder().resolve(RtlOptions.WAVE_FILE);
        simulation.run(waveKept ? Optional.empty() : Optional.of(wave));
        checks.addAll(simulation.checks());
        runs.add(predicted(bundle.manifest(), simulation.report()));
        waveKept |= simulation.report().waveform() != null;
        progress.at(step, 1, 1);
      }
    }
  }

  /** The memory from which the weights come. */
  public WeightBus bus() {
    return options.bus();
  }

  /** Whether any simulation was asked for. */
  public boolean isWanted() {
    return !options.targets().isEmpty();
  }

  /** The simulators that are installed, as a campaign names them. */
  public List<CampaignPlan.Target> campaignTargets() {
    return simulators.entrySet().stream()
        .map(of -> new CampaignPlan.Target(label(of.getKey()), of.getValue().tools()))
        .toList();
  }

  private String label(Target target) {
    return RtlOptions.label(target, options.bus());
  }

  /** The checks of simulators that are neither installed nor required. */
  public List<Check> missing() {
    return missing.entrySet().stream()
        .map(of -> Check.notRun(of.getKey().suite(), CIRCUIT, of.getValue()))
        .toList();
  }

  /**
   * The runner of the chunks of a campaign in one simulator.
   *
   * @param label of {@link #campaignTargets}
   * @param model of the bundle's tensor images
   */
  public CircuitChunks chunks(String label, Bundle bundle, QuantizedModel model, long seed)
      throws IOException {
    Map.Entry<Target, Simulator> of =
        simulators.entrySet().stream()
            .filter(each -> label(each.getKey()).equals(label))
            .findFirst()
            .orElseThrow();
    return new CircuitChunks(of.getKey(), of.getValue(), bundle, model, seed);
  }

  private CircuitRun predicted(Manifest manifest, CircuitRun run) {
    boolean alone = manifest.streams() == 1 && options.bus().bits() == 0;
    return alone ? CyclePrediction.beside(run, Schedule.of(manifest)) : run;
  }

  /** The checks of all targets, in their order. */
  public List<Check> checks() {
    return List.copyOf(checks);
  }

  /** The reports of the simulations; empty if none was asked for. */
  public Optional<List<CircuitRun>> runs() {
    return options.targets().isEmpty() ? Optional.empty() : Optional.of(List.copyOf(runs));
  }
}
