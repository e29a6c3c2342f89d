package org.microgptrom.cli.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.microgptrom.board.link.Design;
import org.microgptrom.board.link.Session;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.board.proof.BoardChecks;
import org.microgptrom.board.simulated.CompiledBoard;
import org.microgptrom.board.simulated.LineFaults;
import org.microgptrom.board.simulated.SimulatedBoard;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.option.PortOptions;
import org.microgptrom.model.io.InputException;
import org.microgptrom.verify.report.VerificationReport;

/**
 * The verification of a bundle, and of the board that holds it.
 *
 * @param fault of the line, which ended the comparison early; empty if it did not
 */
public record BoardVerification(VerificationReport report, Optional<InputException> fault) {
  /**
   * Asks the board first what it is, so that a wrong port or bundle shows at once, then verifies
   * the bundle and plays sequences on the board.
   *
   * @param tokens about how many are compared; 0 for the default
   * @param verification of the bundle
   */
  public static BoardVerification of(
      Bundle bundle,
      PortOptions port,
      long tokens,
      Supplier<VerificationReport> verification,
      Console console) {
    try (Session session = port.open(bundle)) {
      return of(bundle, session, tokens, verification, console);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Simulates a board as {@code board --simulate} does, and treats it like any other.
   *
   * @param design the folder of the board's project, or a file in its folder {@code build}
   */
  public static BoardVerification simulated(
      Bundle bundle,
      Path design,
      long tokens,
      Supplier<VerificationReport> verification,
      Console console) {
    CompiledBoard.requireBundle(design, bundle.manifestSha256());
    console.progress("compiling the board with Verilator");
    try (CompiledBoard compiled = new CompiledBoard(design)) {
      BoardDescription board = compiled.board();
      try (SimulatedBoard running = compiled.start(LineFaults.NONE);
          Session session =
              Session.open(running.open(board.baud()), board.baud(), Design.of(bundle))) {
        return of(bundle, session, tokens, verification, console);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BoardVerification of(
      Bundle bundle,
      Session session,
      long tokens,
      Supplier<VerificationReport> verification,
      Console console)
      throws IOException {
    VerificationReport report = verification.get();
    if (!report.passed()) {
      Check skipped =
          Check.skipped(BoardChecks.SUITE, "answers", "the bundle itself does not pass");
      return new BoardVerification(report.withBoard(null, List.of(skipped)), Optional.empty());
    }
    try (StageProgress progress = new StageProgress(console)) {
      BoardChecks.Result result =
          BoardChecks.run(
              session,
              bundle,
              BundleModel.read(bundle),
              tokens == 0 ? BoardChecks.DEFAULT_TOKENS : tokens,
              progress);
      return new BoardVerification(report.withBoard(result.run(), result.checks()), result.fault());
    }
  }
}
