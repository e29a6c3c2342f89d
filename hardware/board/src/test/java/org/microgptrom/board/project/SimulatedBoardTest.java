package org.microgptrom.board.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.board.clock.ClockKind;
import org.microgptrom.board.link.Design;
import org.microgptrom.board.link.Session;
import org.microgptrom.board.proof.BoardChecks;
import org.microgptrom.board.simulated.CompiledBoard;
import org.microgptrom.board.simulated.LineFaults;
import org.microgptrom.board.simulated.SimulatedBoard;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.ExternalTool;

/** Boards' top levels in Verilator, with serial lines behind pseudo-terminals. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class SimulatedBoardTest {
  @TempDir static Path folder;

  private static TestProjects projects;
  private static Bundle bundle;
  private static CompiledBoard icebreaker;

  @BeforeAll
  static void prepare() throws IOException {
    ExternalTool.named("verilator");
    projects = new TestProjects(folder.resolve("bundle"));
    bundle = Bundle.open(projects.folder());
    icebreaker = compiled("icebreaker");
  }

  private static CompiledBoard compiled(String board) throws IOException {
    Path place = folder.resolve(board);
    Files.createDirectory(place);
    projects.of(board).writeTo(place);
    return new CompiledBoard(place);
  }

  @AfterAll
  static void clean() {
    if (icebreaker != null) {
      icebreaker.close();
    }
  }

  private static BoardChecks.Result check(SimulatedBoard board, int baud, long tokens)
      throws IOException {
    try (Session session = Session.open(board.open(baud), baud, Design.of(bundle))) {
      return BoardChecks.run(session, bundle, BundleModel.read(bundle), tokens, Progress.NONE);
    }
  }

  private static void requirePassed(BoardChecks.Result result) {
    assertEquals(Optional.empty(), result.fault());
    for (Check check : result.checks()) {
      assertEquals(Check.Outcome.PASSED, check.outcome(), check::toString);
      assertTrue(check.compared() > 0, check::toString);
    }
  }

  @Test
  void speaksTheProtocolAsItIsDescribed() throws IOException, InterruptedException {
    Path script = folder.resolve("protocol.py");
    try (InputStream in = getClass().getResourceAsStream("protocol.py")) {
      Files.copy(in, script);
    }
    try (SimulatedBoard board = icebreaker.start(LineFaults.NONE)) {
      String said =
          ExternalTool.named("python3")
              .runOk(
                  folder,
                  script.toString(),
                  board.port(),
                  Integer.toString(BoardOptions.DEFAULT_BAUD),
                  bundle.manifestSha256(),
                  Integer.toString(TestProjects.CONFIG.vocabSize()),
                  Integer.toString(TestProjects.CONFIG.context()));
      assertEquals("identity repeated lengths refused flags ended seeds texts", said.strip());
    }
  }

  @Test
  void computesWhatTheGoldenSimulatorComputes() throws IOException {
    try (SimulatedBoard board = icebreaker.start(LineFaults.NONE)) {
      BoardChecks.Result result = check(board, BoardOptions.DEFAULT_BAUD, 2000);
      requirePassed(result);
      assertTrue(result.run().tokens() >= 2000, result.run()::toString);
    }
  }

  @Test
  void aNoisyLineCostsRepeatsOnly() throws IOException {
    try (SimulatedBoard board = icebreaker.start(new LineFaults(40, 200, 7))) {
      BoardChecks.Result result = check(board, BoardOptions.DEFAULT_BAUD, 300);
      requirePassed(result);
      assertTrue(result.run().repeats() > 0, result.run()::toString);
    }
  }

  @Test
  void anotherRateIsAnError() throws IOException {
    try (SimulatedBoard board = icebreaker.start(LineFaults.NONE)) {
      InputException wrong = assertThrows(InputException.class, () -> check(board, 115_200, 10));
      assertTrue(wrong.getMessage().contains("baud"), wrong::getMessage);
    }
  }

  @Test
  void aPulledCableIsAnError() throws IOException {
    Session session;
    try (SimulatedBoard board = icebreaker.start(LineFaults.NONE)) {
      session =
          Session.open(
              board.open(BoardOptions.DEFAULT_BAUD), BoardOptions.DEFAULT_BAUD, Design.of(bundle));
    }
    try (session) {
      BoardChecks.Result result =
          BoardChecks.run(session, bundle, BundleModel.read(bundle), 100, Progress.NONE);
      assertTrue(result.fault().isPresent());
    }
  }

  /** One board for each clock generator but iCEBreaker's, which all other tests have. */
  @Test
  void topLevelsOfAllClocksRun() throws IOException {
    Set<ClockKind> clocks = EnumSet.noneOf(ClockKind.class);
    for (var board : BoardCatalog.get().boards()) {
      if (!board.name().equals("icebreaker") && clocks.add(board.model().pll())) {
        try (CompiledBoard compiled = compiled(board.name());
            SimulatedBoard simulated = compiled.start(LineFaults.NONE)) {
          requirePassed(check(simulated, BoardOptions.DEFAULT_BAUD, 20));
        }
      }
    }
    clocks.add(ClockKind.ICE40_PAD);
    assertEquals(EnumSet.allOf(ClockKind.class), clocks);
  }
}
