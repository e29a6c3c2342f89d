package org.microgptrom.board.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.board.link.Design;
import org.microgptrom.board.link.Session;
import org.microgptrom.board.port.Ports;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.board.project.BoardOptions;
import org.microgptrom.board.project.BoardProject;
import org.microgptrom.board.simulated.LineFaults;
import org.microgptrom.board.simulated.SimulatedBoard;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;

/** The host against the circuit itself, in simulation, behind a pseudo-terminal. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class SimulatedBoardChecksTest {
  private static final ModelConfig SHAPE = new ModelConfig(1, 8, 2, 9, 16, 10);
  private static final int BAUD = 1_000_000;

  @TempDir static Path folder;

  private static Bundle bundle;
  private static BoardDescription description;

  @BeforeAll
  static void prepare() throws IOException {
    for (String tool : new String[] {"verilator", "g++", "make"}) {
      ExternalTool.named(tool);
    }
    Map<String, byte[]> files =
        new TreeMap<>(new TestBundle(SHAPE, RandomModels.Weights.MODERATE, 4, 3).files());
    Circuit.sources().forEach(source -> files.put(Circuit.FOLDER + source, Circuit.source(source)));
    bundle = Bundle.open(TestBundle.write(folder.resolve("bundle"), TestBundle.mended(files)));
    Board board = BoardCatalog.get().named("ulx3s-85f");
    BoardProject project =
        BoardProject.of(bundle, new BoardOptions(board, board.model().mhz(), BAUD, 1));
    project.writeTo(folder.resolve("project"));
    description = project.description();
  }

  @AfterAll
  static void close() {
    if (bundle != null) {
      bundle.close();
    }
  }

  private static SimulatedBoard board(LineFaults faults) throws IOException {
    return SimulatedBoard.start(
        folder.resolve("project"),
        description.sources(),
        description.top(),
        Math.round(description.clockMhz() * 1e6),
        BAUD,
        faults);
  }

  private static Session session(SimulatedBoard board, int baud) throws IOException {
    return Session.open(Ports.open(board.port(), baud), baud, Design.of(bundle));
  }

  private static BoardChecks.Result check(Session session, long tokens) throws IOException {
    return BoardChecks.run(session, bundle, BundleModel.read(bundle), tokens, Progress.NONE);
  }

  @Test
  void theCircuitOnABoardComputesWhatTheGoldenSimulatorDoes() throws IOException {
    try (SimulatedBoard board = board(LineFaults.NONE)) {
      try (Session session = session(board, BAUD)) {
        BoardChecks.Result result = check(session, 400);
        assertEquals(Optional.empty(), result.fault());
        assertEquals(0, result.run().mismatches(), result::toString);
        assertTrue(result.run().tokens() >= 400, result::toString);
      }
      InputException wrongRate =
          assertThrows(InputException.class, () -> session(board, 9600).close());
      assertTrue(wrongRate.getMessage().contains("--baud"), wrongRate.getMessage());
    }
  }

  @Test
  void aBoardThatIsGoneIsTold() throws IOException {
    Session session;
    try (SimulatedBoard board = board(LineFaults.NONE)) {
      session = session(board, BAUD);
      assertEquals(0, check(session, 40).run().mismatches());
    }
    BoardChecks.Result gone = check(session, 40);
    session.close();
    assertTrue(gone.fault().isPresent());
    assertEquals(0, gone.run().sequences());
  }

  @Test
  void aBadLineCostsRepeatsOnly() throws IOException {
    try (SimulatedBoard board = board(new LineFaults(200, 400, 7));
        Session session = session(board, BAUD)) {
      BoardChecks.Result result = check(session, 400);
      assertEquals(Optional.empty(), result.fault());
      assertEquals(0, result.run().mismatches(), result::toString);
      assertTrue(result.run().repeats() > 3, result::toString);
    }
  }
}
