package org.microgptrom.verify.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.verify.Evidence;
import org.microgptrom.verify.Verifier;
import org.microgptrom.verify.report.VerificationReport;

/** What {@code verify --rtl} says of the circuit of a bundle. */
final class CircuitVerdicts {
  private CircuitVerdicts() {}

  /**
   * Requires that a simulator and the golden one agree on some tokens, and that Verilator has
   * nothing to say against the sources.
   *
   * @param folder in which a folder for the bundle is made
   */
  static CircuitRun agreed(
      Path folder, Target target, TestBundle content, WeightBus bus, long tokens) {
    Path bundle = write(folder, withCircuit(content));
    VerificationReport report = verify(bundle, target, bus, tokens, folder);
    ModelConfig config = content.config();
    assertTrue(report.passed(), () -> config + ", " + report.difference().message());
    CircuitRun run = report.circuit().get(0);
    assertTrue(run.tokens() >= tokens / 2 && run.tokens() <= tokens, run::toString);
    assertEquals(run.tokens() * config.vocabSize(), run.logits());
    assertTrue(run.drawn() > 0);
    List<Check> checks =
        report.checks().stream().filter(c -> c.suite().equals(target.suite())).toList();
    assertEquals(7, checks.size());
    assertLintClean(bundle);
    return run;
  }

  /**
   * Where Icarus departs first from the golden simulator after a change of a source.
   *
   * @param source its path in the bundle
   * @param right a part of it, which is there once
   */
  static CircuitPlace firstWrongWord(
      Path folder, TestBundle content, String source, String right, String wrong) {
    Map<String, byte[]> files = withCircuit(content);
    String text = new String(files.get(source), StandardCharsets.UTF_8);
    assertEquals(2, text.split(Pattern.quote(right), -1).length, right);
    assertNotEquals(right, wrong);
    Map<String, byte[]> changed = BundleFiles.with(files, source, text.replace(right, wrong));
    Path bundle = write(folder, BundleFiles.mended(changed));
    VerificationReport report = verify(bundle, Target.ICARUS, WeightBus.NONE, 12, folder);
    return Shown.of(report.difference()).circuit();
  }

  private static Path write(Path folder, Map<String, byte[]> files) {
    try {
      return BundleFiles.write(Files.createTempDirectory(folder, "bundle"), files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertLintClean(Path bundle) {
    List<String> arguments = new ArrayList<>(List.of("--lint-only", "-Wall"));
    arguments.addAll(List.of("--top-module", "microgpt_core"));
    arguments.addAll(Circuit.synthesisPaths());
    try {
      assertEquals(
          "",
          ExternalTool.named("verilator").runOk(bundle, arguments.toArray(String[]::new)).strip());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The bundle with the circuit's own sources. */
  private static Map<String, byte[]> withCircuit(TestBundle content) {
    Map<String, byte[]> files = new LinkedHashMap<>(content.files());
    Circuit.sources().forEach(name -> files.put(Circuit.FOLDER + name, Circuit.source(name)));
    return BundleFiles.mended(files);
  }

  private static VerificationReport verify(
      Path bundle, Target target, WeightBus bus, long tokens, Path waves) {
    RtlOptions options = new RtlOptions(List.of(target), List.of(), tokens, bus, waves);
    try (Bundle opened = Bundle.open(bundle)) {
      return Verifier.verify(
          opened, options, Evidence.NONE, Optional.empty(), (step, done, total) -> {});
    }
  }
}
