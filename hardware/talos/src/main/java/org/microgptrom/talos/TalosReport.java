package org.microgptrom.talos;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.Json;
import org.microgptrom.verify.report.VerificationReport.Verdict;

/**
 * The verdict on the ROM folder of a TALOS-V2 board. The report holds neither the folder's path nor
 * host nor time.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version that verified
 * @param verdict whether every check passed
 * @param difference the first difference; null if every check passed
 * @param traceSteps number of steps of the trace; null without a trace
 * @param samplers how often the sampler's wrap-around is met, by temperature
 * @param checks in the order in which they ran
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TalosReport(
    String format,
    int version,
    String tool,
    Verdict verdict,
    @Nullable Difference difference,
    @Nullable Long traceSteps,
    List<SamplerSurvey> samplers,
    List<Check> checks) {
  /** The value of {@code format} in a report. */
  public static final String FORMAT = "microgpt-rom talos-v2 verification report";

  /** The version of the report's keys. */
  public static final int VERSION = 1;

  static TalosReport of(
      Optional<Long> traceSteps, List<SamplerSurvey> samplers, List<Check> checks) {
    Difference difference =
        checks.stream()
            .filter(check -> check.outcome() == Check.Outcome.FAILED)
            .findFirst()
            .map(Check::difference)
            .orElse(null);
    return new TalosReport(
        FORMAT,
        VERSION,
        ToolVersion.current(),
        difference == null ? Verdict.PASSED : Verdict.FAILED,
        difference,
        traceSteps.orElse(null),
        List.copyOf(samplers),
        List.copyOf(checks));
  }

  /** Whether every check passed. */
  public boolean passed() {
    return verdict == Verdict.PASSED;
  }

  /** The report as a JSON file. */
  public byte[] toJson() {
    return Json.pretty(this);
  }
}
