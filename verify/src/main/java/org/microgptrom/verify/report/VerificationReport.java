package org.microgptrom.verify.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.Json;
import org.microgptrom.simulate.result.CircuitRun;

/**
 * The verdict on one bundle. The report holds neither path nor host nor time: the same bundle, and
 * the same versions of the simulators, give the same report.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version that verified
 * @param manifestSha256 identifies the bundle
 * @param config the model's shape
 * @param verdict whether every check passed
 * @param difference the difference to look at first; null if every check passed
 * @param counts how much was compared
 * @param circuit the simulations of the circuit; null if none was asked for
 * @param campaign the comparison of many tokens; null if none was asked for
 * @param bitstream the ROMs as a bitstream holds them; null if none was given
 * @param board what a board computed; null if none was asked
 * @param checks in the order in which they ran
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationReport(
    String format,
    int version,
    String tool,
    String manifestSha256,
    ModelConfig config,
    Verdict verdict,
    @Nullable Difference difference,
    Counts counts,
    @Nullable List<CircuitRun> circuit,
    @Nullable CampaignSummary campaign,
    @Nullable BitstreamSummary bitstream,
    @Nullable BoardRun board,
    List<Check> checks) {
  /** The value of {@code format} in a report. */
  public static final String FORMAT = "microgpt-rom verification report";

  /** The version of the report's keys. */
  public static final int VERSION = 1;

  /** The suite of the checks that say that a file changed, but not where. */
  public static final String DIGESTS = "digests";

  /** The suite of the checks of the statement on what the bundle was made from. */
  public static final String PROVENANCE = "provenance";

  /** The suite of the replay of recorded steps. */
  public static final String TRACE = "trace";

  /** The suite of the block RAM contents of a bitstream. */
  public static final String BITSTREAM = "bitstream";

  /** The suite of the ROMs' bits that are logic in the netlist of a bitstream. */
  public static final String NETLIST = "bitstream's netlist";

  /** The verdict of a verification. */
  public enum Verdict {
    /** Every check passed. */
    @JsonProperty("passed")
    PASSED,
    /** Some check did not pass. */
    @JsonProperty("failed")
    FAILED
  }

  /** Copies the lists. */
  public VerificationReport {
    circuit = circuit == null ? null : List.copyOf(circuit);
    checks = List.copyOf(checks);
  }

  /**
   * The report on a bundle with these checks. The report's difference is the first one of the
   * checks, but that of a digest only if there is no other: a changed file fails its digest first
   * and the check that finds the place later.
   */
  public static VerificationReport of(
      String manifestSha256, ModelConfig config, Counts counts, List<Check> checks) {
    return of(manifestSha256, config, counts, null, null, checks);
  }

  /**
   * The report on a bundle with these checks, simulations of the circuit and a campaign, of which
   * the latter two are null if there were none.
   */
  public static VerificationReport of(
      String manifestSha256,
      ModelConfig config,
      Counts counts,
      @Nullable List<CircuitRun> circuit,
      @Nullable CampaignSummary campaign,
      List<Check> checks) {
    return of(manifestSha256, config, counts, circuit, campaign, null, null, checks);
  }

  private static VerificationReport of(
      String manifestSha256,
      ModelConfig config,
      Counts counts,
      @Nullable List<CircuitRun> circuit,
      @Nullable CampaignSummary campaign,
      @Nullable BitstreamSummary bitstream,
      @Nullable BoardRun board,
      List<Check> checks) {
    List<Check> failed =
        checks.stream().filter(check -> check.outcome() == Check.Outcome.FAILED).toList();
    Difference difference =
        failed.stream()
            .filter(check -> !check.suite().equals(DIGESTS))
            .findFirst()
            .or(() -> failed.stream().findFirst())
            .map(Check::difference)
            .orElse(null);
    boolean passed =
        checks.stream()
            .allMatch(
                c -> c.outcome() == Check.Outcome.PASSED || c.outcome() == Check.Outcome.NOT_RUN);
    return new VerificationReport(
        FORMAT,
        VERSION,
        ToolVersion.current(),
        manifestSha256,
        config,
        passed ? Verdict.PASSED : Verdict.FAILED,
        difference,
        counts,
        circuit,
        campaign,
        bitstream,
        board,
        checks);
  }

  /** This report with the ROMs that a bitstream holds, and the checks of them. */
  public VerificationReport withBitstream(BitstreamSummary readback, List<Check> more) {
    return with(readback, board, more);
  }

  /**
   * This report with what a board computed of the bundle.
   *
   * @param run null if the board was not asked, which a check then says
   * @param more the checks of the board
   */
  public VerificationReport withBoard(@Nullable BoardRun run, List<Check> more) {
    return with(bitstream, run, more);
  }

  private VerificationReport with(
      @Nullable BitstreamSummary readback, @Nullable BoardRun run, List<Check> more) {
    List<Check> all = Stream.concat(checks.stream(), more.stream()).toList();
    long mismatches = more.stream().mapToLong(Check::mismatches).sum();
    return of(
        manifestSha256,
        config,
        counts.plusMismatches(mismatches),
        circuit,
        campaign,
        readback,
        run,
        all);
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
