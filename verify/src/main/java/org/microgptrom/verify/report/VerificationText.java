package org.microgptrom.verify.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.simulate.result.CircuitRun;

/** Writes a report in plain words. */
public final class VerificationText {
  private VerificationText() {}

  /** The report in a few lines for a terminal, the verdict last. */
  public static List<String> lines(VerificationReport report) {
    Counts counts = report.counts();
    List<String> lines = new ArrayList<>();
    lines.add(text("digests   %,d files against SHA256SUMS and the manifest", counts.files()));
    provenance(report).ifPresent(lines::add);
    lines.add(images(report));
    lines.add(text("tables    %,d entries against their exact values", counts.tableEntries()));
    lines.add(vectors(report));
    report.checks().stream()
        .filter(check -> check.suite().equals(VerificationReport.TRACE))
        .forEach(check -> lines.add(trace(check)));
    if (report.circuit() != null) {
      report.circuit().forEach(run -> lines.add(circuit(run)));
    }
    CampaignSummary campaign = report.campaign();
    if (campaign != null) {
      campaign.targets().forEach(target -> lines.add(campaign(campaign, target)));
    }
    if (report.bitstream() != null) {
      lines.addAll(bitstream(report.bitstream()));
    }
    if (report.board() != null) {
      lines.add(board(report.board()));
    }
    report.checks().stream()
        .filter(check -> check.outcome() == Check.Outcome.NOT_RUN)
        .forEach(check -> lines.add("not run   " + check.suite() + ": " + check.reason()));
    long failed = count(report, Check.Outcome.FAILED);
    long skipped = count(report, Check.Outcome.SKIPPED);
    if (report.passed()) {
      lines.add(text("PASSED    all %,d checks", count(report, Check.Outcome.PASSED)));
    } else {
      lines.add(
          text(
              "FAILED    %,d of %,d checks, %,d skipped, %,d mismatches",
              failed, report.checks().size(), skipped, counts.mismatches()));
      Optional.ofNullable(report.difference()).map(Difference::message).ifPresent(lines::add);
    }
    return lines;
  }

  private static Optional<String> provenance(VerificationReport report) {
    return report.checks().stream()
        .filter(check -> check.suite().equals(VerificationReport.PROVENANCE))
        .filter(check -> check.outcome() == Check.Outcome.PASSED)
        .map(Check::name)
        .reduce((a, b) -> a + ", " + b)
        .map(names -> "origin    " + names);
  }

  private static String images(VerificationReport report) {
    Counts counts = report.counts();
    long parameters = report.config().parameterCount();
    int formats = counts.values().size();
    String weights =
        text(
            "images    %,d weights in %d formats and 2 layouts: %,d words",
            parameters, formats, 2 * parameters * formats);
    return report.passed()
        ? weights + text("; with tables and padding %,d", counts.allValues())
        : weights + text("; compared, with tables and padding, %,d", counts.allValues());
  }

  private static String vectors(VerificationReport report) {
    Counts.Vectors vectors = report.counts().vectors();
    return text(
        "vectors   %,d sequences simulated from %d layouts: %,d logits, %,d tokens, %,d generator"
            + " states; inputs reach %,d of %,d symbols and %,d of %,d positions",
        vectors.sequences(),
        vectors.layouts(),
        vectors.logits(),
        vectors.tokens(),
        vectors.states(),
        vectors.tokensReached(),
        report.config().vocabSize(),
        vectors.positionsReached(),
        report.config().context());
  }

  /** The line that tells what was compared of a trace. */
  public static String trace(Check check) {
    return text(
        "trace     %,d numbers of recorded steps in %s, %,d mismatches",
        check.compared(), check.name(), check.mismatches());
  }

  private static String campaign(CampaignSummary campaign, CampaignSummary.Target target) {
    return text(
        "campaign  %s: %,d tokens in %,d sequences, %,d of %,d chunks of seed %d, %,d numbers"
            + " compared, %,d mismatches; computed SHA-256 %s",
        target.label(),
        target.tokens(),
        target.sequences(),
        target.chunks(),
        campaign.chunks(),
        campaign.seed(),
        target.compared(),
        target.mismatches(),
        target.sha256());
  }

  private static List<String> bitstream(BitstreamSummary summary) {
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "bitstream %s for %s: %,d bits in block RAM, %,d in logic, %,d mismatches",
            VisibleText.of(summary.file()),
            VisibleText.of(summary.device()),
            summary.roms().stream().mapToLong(BitstreamSummary.Rom::bits).sum(),
            summary.roms().stream().mapToLong(BitstreamSummary.Rom::logicBits).sum(),
            summary.roms().stream().mapToLong(BitstreamSummary.Rom::mismatches).sum()));
    for (BitstreamSummary.Rom rom : summary.roms()) {
      lines.add(
          text(
              "  %s in %s: %,d words; %,d bits in %,d block RAM%s, %,d in logic; %,d mismatches",
              rom.image(),
              rom.memory(),
              rom.words(),
              rom.bits(),
              rom.blocks(),
              rom.blocks() == 1 ? "" : "s",
              rom.logicBits(),
              rom.mismatches()));
    }
    return lines;
  }

  private static String circuit(CircuitRun run) {
    String compared =
        text(
            "circuit   %s: %,d tokens in %,d sequences, %,d logits, %,d tokens drawn, %,d"
                + " mismatches",
            run.simulator(),
            run.tokens(),
            run.sequences(),
            run.logits(),
            run.drawn(),
            run.mismatches());
    if (run.cycles().isEmpty()) {
      return compared;
    }
    CircuitRun.Cycles first = run.cycles().get(0);
    CircuitRun.Cycles last = run.cycles().get(run.cycles().size() - 1);
    return compared
        + "; cycles per token "
        + cycles(first)
        + " at position 0"
        + (last.position() == 0 ? "" : ", " + cycles(last) + " at position " + last.position())
        + (run.hasPrediction()
            ? text(
                "; predicted %s and %s, largest difference %,d",
                predicted(first), predicted(last), run.largestDifference())
            : "")
        + perToken(run);
  }

  /** Of several streams, whose sequences run side by side, and of slow memories. */
  private static String perToken(CircuitRun run) {
    return run.hasPrediction() || run.totalCycles() == null
        ? ""
        : text(
            "; %s cycles of the simulation per token",
            BoardRun.Cycles.mean(run.totalCycles(), run.tokens()));
  }

  private static String board(BoardRun run) {
    return text(
            "board     %,d Hz, %,d baud: %,d tokens in %,d sequences, %,d tokens drawn, CRC-32 of"
                + " %,d logits, %,d mismatches; %,d sequences asked for again",
            run.clock(),
            run.baud(),
            run.tokens(),
            run.sequences(),
            run.drawn(),
            run.logits(),
            run.mismatches(),
            run.repeats())
        + cycles("prompt token", run.given())
        + cycles("token of sequences that draw", run.drawing());
  }

  private static String cycles(String of, BoardRun.@Nullable Cycles cycles) {
    return cycles == null
        ? ""
        : text(
            "; %s cycles per %s, predicted %s", cycles.perToken(), of, cycles.predictedPerToken());
  }

  private static CircuitRun.Range predicted(CircuitRun.Cycles cycles) {
    CircuitRun.Predicted predicted = Objects.requireNonNull(cycles.predicted());
    return cycles.drawn() == null ? predicted.prompt() : predicted.drawn();
  }

  private static CircuitRun.Range cycles(CircuitRun.Cycles cycles) {
    return cycles.drawn() == null ? Objects.requireNonNull(cycles.prompt()) : cycles.drawn();
  }

  private static long count(VerificationReport report, Check.Outcome outcome) {
    return report.checks().stream().filter(check -> check.outcome() == outcome).count();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
