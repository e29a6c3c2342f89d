package org.microgptrom.board.project;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.board.catalog.Pin;
import org.microgptrom.board.catalog.Toolchain;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.rtl.tools.HdlTool;

/** Bitstreams of a small circuit behind the boards' pins. */
@Tag("slow")
class BoardBuilderTest {
  private static final List<String> FILES =
      List.of(
          "build/netlist.json", "build/placed.json", "build/microgpt.asc", "build/microgpt.bin");

  @TempDir Path folder;
  private TestProjects projects;

  @BeforeEach
  void write() {
    projects = new TestProjects(folder.resolve("bundle"));
  }

  private BoardDescription.Build build(BoardProject project, String name) throws IOException {
    Path work = folder.resolve(name);
    project.writeTo(work);
    BoardDescription description =
        BoardBuilder.of(project, line -> {}).orElseThrow().build(project, work, Progress.NONE);
    assertEquals(description, BoardDescription.read(work));
    return description.build();
  }

  @Test
  void nextpnrTakesThePinsOfIce40() throws Exception {
    for (String tool : List.of("yosys", "nextpnr-ice40", "icepack")) {
      ExternalTool.named(tool);
    }
    for (String name : List.of("icebreaker", "upduino")) {
      BoardDescription.Build build = build(TestProjects.small(projects.of(name)), name);
      assertTrue(build.timingMet());
      assertTrue(build.timing().maxMhz() >= 24, "MHz " + build.timing().maxMhz());
      assertEquals(FILES, build.files());
      // IceStorm's reader of bitstreams stops at the PLL of this device.
      Board board = BoardCatalog.get().named(name);
      build(TestProjects.small(projects.of(new BoardOptions(board, 12, 1_000_000, 1))), name + 12);
      assertPlaces(board, folder.resolve(name + 12));
    }
    build(TestProjects.small(projects.of("icebreaker")), "again");
    for (String file : FILES) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("icebreaker").resolve(file)),
          Files.readAllBytes(folder.resolve("again").resolve(file)),
          file);
    }
  }

  /** The pins that the bitstream uses, as Project IceStorm reads it, are the ports' places. */
  private void assertPlaces(Board board, Path work) throws Exception {
    ExternalTool.named("iceunpack").runOk(work, "build/microgpt.bin", "unpacked.asc");
    Files.write(
        work.resolve("places.pcf"),
        board.pins().stream().map(pin -> "set_io " + pin.port() + " " + pin.pin()).toList());
    String verilog =
        ExternalTool.named("icebox_vlog").runOk(work, "-p", "places.pcf", "unpacked.asc");
    String ports = verilog.substring(verilog.indexOf("module "), verilog.indexOf(");"));
    Set<String> named =
        Pattern.compile("(?:input|output|inout) (\\w+)")
            .matcher(ports)
            .results()
            .map(port -> port.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        board.pins().stream().map(Pin::port).collect(Collectors.toCollection(TreeSet::new)), named);
  }

  @Test
  void aClockThatIsTooFastLeavesNoBitstream() throws Exception {
    for (String tool : List.of("yosys", "nextpnr-ice40", "icepack")) {
      ExternalTool.named(tool);
    }
    Board board = BoardCatalog.get().named("icebreaker");
    BoardProject project =
        TestProjects.small(projects.of(new BoardOptions(board, 240, 1_000_000, 1)));
    BoardDescription.Build build = build(project, "fast");
    assertFalse(build.timingMet());
    assertNotNull(build.timing());
    assertTrue(build.timing().maxMhz() < 240, "MHz " + build.timing().maxMhz());
    assertEquals(List.of("build/netlist.json"), build.files());
    assertFalse(Files.exists(folder.resolve("fast/build/microgpt.bin")));
    assertFalse(Files.exists(folder.resolve("fast/build/microgpt.asc")));
    assertTrue(Files.exists(folder.resolve("fast/build/route.log")));
  }

  @Test
  void nextpnrTakesThePinsOfEcp5() throws Exception {
    if (!Stream.of("yosys", "nextpnr-ecp5", "ecppack")
        .allMatch(tool -> HdlTool.find(tool).isPresent())) {
      return; // an extra, where its tools are there
    }
    int built = 0;
    for (Board board : BoardCatalog.get().boards()) {
      if (board.tool() == Toolchain.ECP5) {
        BoardDescription.Build build =
            build(TestProjects.small(projects.of(board.name())), board.name());
        assertTrue(build.timingMet(), board.name());
        assertTrue(Files.size(folder.resolve(board.name()).resolve("build/microgpt.bit")) > 10_000);
        built++;
      }
    }
    assertEquals(7, built);
  }

  @Test
  void vendorsToolsAreNotRun() {
    BoardProject project = projects.of("arty-a7-35t");
    assertTrue(BoardBuilder.of(project, line -> {}).isEmpty());
    assertEquals(List.of("vivado"), BoardBuilder.missing(project));
  }
}
