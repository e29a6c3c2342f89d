package org.microgptrom.board.project;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
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

/** A board as it was placed and routed, in Verilator: the whole circuit of a small model. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class RoutedBoardTest {
  @TempDir static Path folder;

  private static Bundle bundle;
  private static Path project;
  private static Path placed;

  @BeforeAll
  static void build() throws IOException {
    for (String tool : List.of("yosys", "nextpnr-ice40", "icepack", "iceunpack", "verilator")) {
      ExternalTool.named(tool);
    }
    TestProjects projects = new TestProjects(folder.resolve("bundle"));
    bundle = Bundle.open(projects.folder());
    BoardProject made = projects.of("icebreaker");
    project = Files.createDirectory(folder.resolve("icebreaker"));
    made.writeTo(project);
    BoardDescription description =
        BoardBuilder.of(made, line -> {}).orElseThrow().build(made, project, Progress.NONE);
    assertTrue(description.build().timingMet());
    placed = project.resolve("build/placed.json");
  }

  private static Optional<Check> failure(Path design, Bundle expected, long tokens)
      throws IOException {
    try (CompiledBoard compiled = new CompiledBoard(design);
        SimulatedBoard board = compiled.start(LineFaults.NONE);
        Session session =
            Session.open(
                board.open(BoardOptions.DEFAULT_BAUD),
                BoardOptions.DEFAULT_BAUD,
                Design.of(expected))) {
      BoardChecks.Result result =
          BoardChecks.run(session, expected, BundleModel.read(expected), tokens, Progress.NONE);
      assertEquals(Optional.empty(), result.fault());
      assertTrue(result.run().tokens() >= tokens, result.run()::toString);
      return result.checks().stream()
          .filter(check -> check.outcome() != Check.Outcome.PASSED)
          .findFirst();
    }
  }

  @Test
  void computesWhatTheGoldenSimulatorComputes() throws IOException {
    assertEquals(Optional.empty(), failure(placed, bundle, 200));
  }

  /** A bit of the generator is the other way round: the board answers, and answers wrongly. */
  @Test
  void aWrongTableIsFound() throws IOException {
    Path wrong = project.resolve("build/wrong.json");
    String text = Files.readString(placed);
    int cell = text.indexOf("u_sampler.state_q_SB_DFFE_Q_");
    assertTrue(cell > 0, "no bit of the generator");
    int table = text.indexOf("\"LUT_INIT\": \"", cell) + "\"LUT_INIT\": \"".length();
    String init = text.substring(table, text.indexOf('"', table));
    String other = init.replace('0', 'o').replace('1', '0').replace('o', '1');
    Files.writeString(
        wrong, text.substring(0, table) + other + text.substring(table + init.length()));
    assertTrue(failure(wrong, bundle, 200).isPresent());
  }

  /** The ROMs are those of the bitstream, whatever the placement says. */
  @Test
  void aWrongBitOfTheBitstreamIsFound() throws Exception {
    Path copy = folder.resolve("flipped");
    for (String file : List.of("board.json", "build/placed.json", "top.pcf")) {
      Files.createDirectories(copy.resolve(file).getParent());
      Files.copy(project.resolve(file), copy.resolve(file));
    }
    List<String> lines = new ArrayList<>(Files.readAllLines(project.resolve("build/microgpt.asc")));
    int flips = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(".ram_data ")) {
        lines.set(i + 1, lines.get(i + 1).replace('5', '7'));
        flips++;
      }
    }
    assertTrue(flips > 5);
    Files.write(copy.resolve("build/flipped.asc"), lines);
    ExternalTool.named("icepack").runOk(copy, "build/flipped.asc", "build/microgpt.bin");
    InputException refused =
        assertThrows(
            InputException.class, () -> failure(copy.resolve("build/placed.json"), bundle, 10));
    assertTrue(refused.getMessage().contains("self-test"), refused::getMessage);
  }

  @Test
  void whatCannotBeSimulatedIsRefused() throws IOException {
    assertRefused(project.resolve("build/microgpt.bin"), "uses multipliers");
    assertRefused(project.resolve("build/netlist.json"), "holds no placed cells");
    assertRefused(folder.resolve("bundle/manifest.json"), "lies in no board's project");
    Path unbuilt = folder.resolve("unbuilt");
    Files.createDirectories(unbuilt.resolve("build"));
    Files.copy(placed, unbuilt.resolve("build/placed.json"));
    BoardProject.write(
        unbuilt, new TestProjects(folder.resolve("again")).of("icebreaker").description());
    assertRefused(unbuilt.resolve("build/placed.json"), "has no bitstream");
  }

  private static void assertRefused(Path design, String reason) {
    InputException refused =
        assertThrows(InputException.class, () -> new CompiledBoard(design).close());
    assertTrue(refused.getMessage().contains(reason), refused::getMessage);
  }
}
