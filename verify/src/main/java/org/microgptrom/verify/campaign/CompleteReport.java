package org.microgptrom.verify.campaign;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.io.Digests;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.verify.report.CampaignSummary;
import org.microgptrom.verify.report.VerificationReport;

/** The report on a bundle and the chunks of a campaign, which are added up in their order. */
final class CompleteReport {
  private CompleteReport() {}

  /**
   * Makes the report.
   *
   * @param base the report with the bundle's other checks
   * @param results of the plan's targets; empty if there was no model to compare
   */
  static VerificationReport of(
      VerificationReport base, CampaignPlan plan, List<TargetResults> results) {
    if (results.isEmpty()) {
      return base;
    }
    List<Check> checks = new ArrayList<>(base.checks());
    List<CampaignSummary.Target> targets = new ArrayList<>();
    List<CircuitRun> circuit = new ArrayList<>();
    long mismatches = 0;
    for (TargetResults of : results) {
      List<Check> added = checks(of.chunks());
      checks.addAll(added);
      targets.add(target(of, added));
      mismatches += mismatches(added);
      CampaignPlan.Target target =
          plan.targets().stream()
              .filter(each -> each.label().equals(of.target()))
              .findFirst()
              .orElseThrow();
      if (!target.tools().isEmpty()) {
        circuit.add(circuitRun(target, of, added, base.config().vocabSize()));
      }
    }
    return VerificationReport.of(
        base.manifestSha256(),
        base.config(),
        base.counts().plusMismatches(mismatches),
        circuit.isEmpty() ? base.circuit() : circuit,
        new CampaignSummary(plan.seed(), plan.tokens(), plan.chunks(), targets),
        checks);
  }

  /** The checks of all chunks, with one check for each name, which has the first difference. */
  private static List<Check> checks(List<ChunkResult> chunks) {
    Map<String, Check> byName = new LinkedHashMap<>();
    for (ChunkResult chunk : chunks) {
      for (Check check : chunk.checks()) {
        byName.merge(check.name(), check, CompleteReport::sum);
      }
    }
    return List.copyOf(byName.values());
  }

  private static Check sum(Check a, Check b) {
    return Check.of(
        a.suite(),
        a.name(),
        a.compared() + b.compared(),
        a.mismatches() + b.mismatches(),
        a.difference() == null ? b.difference() : a.difference());
  }

  private static long mismatches(List<Check> checks) {
    return checks.stream().mapToLong(Check::mismatches).sum();
  }

  private static CampaignSummary.Target target(TargetResults of, List<Check> checks) {
    StringBuilder digests = new StringBuilder();
    of.chunks().forEach(chunk -> digests.append(chunk.sha256()).append('\n'));
    return new CampaignSummary.Target(
        of.target(),
        of.chunks().size(),
        of.chunks().stream().mapToLong(ChunkResult::sequences).sum(),
        of.chunks().stream().mapToLong(ChunkResult::tokens).sum(),
        checks.stream().mapToLong(Check::compared).sum(),
        mismatches(checks),
        Digests.sha256(digests.toString().getBytes(StandardCharsets.US_ASCII)));
  }

  private static CircuitRun circuitRun(
      CampaignPlan.Target target, TargetResults of, List<Check> checks, int vocabSize) {
    boolean ended = of.chunks().stream().map(ChunkResult::totalCycles).allMatch(Objects::nonNull);
    long logits = compared(checks, "logits");
    return new CircuitRun(
        target.label(),
        target.tools(),
        of.chunks().stream().mapToLong(ChunkResult::sequences).sum(),
        logits / vocabSize,
        logits,
        compared(checks, "drawn tokens"),
        mismatches(checks),
        ended ? of.chunks().stream().mapToLong(ChunkResult::totalCycles).sum() : null,
        cycles(of.chunks()),
        null);
  }

  private static long compared(List<Check> checks, String name) {
    return checks.stream()
        .filter(check -> check.name().equals(name))
        .mapToLong(Check::compared)
        .sum();
  }

  private static List<CircuitRun.Cycles> cycles(List<ChunkResult> chunks) {
    List<CircuitRun.Cycles> all = new ArrayList<>();
    for (ChunkResult chunk : chunks) {
      for (CircuitRun.Cycles of : chunk.cycles()) {
        if (of.position() == all.size()) {
          all.add(of);
        } else {
          all.set(of.position(), all.get(of.position()).with(of));
        }
      }
    }
    return all;
  }
}
