package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/** What {@code board} writes and says; scripts stand in for the tools. */
@Tag("slow")
class BoardCommandTest {
  @TempDir Path folder;
  private Path bundle;

  @BeforeEach
  void pack() throws Exception {
    Path quantized = Files.createDirectory(folder.resolve("quantized"));
    ModelConfig config = new ModelConfig(1, 4, 2, 4, 8, 5);
    QuantizedCodec.writeInto(
        quantized, RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1));
    bundle = folder.resolve("bundle");
    Cli.ok("pack", quantized, "--lanes", 1, "--vector-tokens", 50, "-o", bundle);
  }

  @Test
  void boardsAreListed() {
    List<String> lines = Cli.ok("board", "--list").out().lines().toList();
    assertEquals(1 + 15, lines.size());
    assertTrue(lines.get(1).startsWith(" icebreaker "), lines.get(1));
    assertTrue(lines.get(1).endsWith("Yosys, nextpnr-ice40"), lines.get(1));
  }

  @Test
  void whatIsMissingOrWrongIsSaid() {
    assertTrue(Cli.refused("board").contains("'BUNDLE'"));
    assertTrue(Cli.refused("board", bundle).contains("'--board=NAME'"));
    assertTrue(Cli.refused("board", bundle, "--board", "upduino").contains("'--output=FOLDER'"));
    String name = Cli.refused("board", bundle, "--board", "updino", "-o", folder.resolve("p"));
    assertTrue(name.contains("did you mean upduino?"), name);
    String clock =
        Cli.refused("board", bundle, "--board", "upduino", "--mhz", "3", "-o", folder.resolve("p"));
    assertTrue(clock.contains("can't make 3 MHz of the board's 12 MHz"), clock);
    assertFalse(Files.exists(folder.resolve("p")));
    for (Path none : List.of(bundle, folder.resolve("none"))) {
      String project = Cli.refused("board", none, "--simulate");
      assertTrue(project.contains(none + ": is no project of a board"), project);
      assertTrue(project.contains("'board BUNDLE --board NAME -o FOLDER' writes one"), project);
    }
  }

  @Test
  void aProjectIsWrittenOverAnotherOneOnly() throws Exception {
    Path project = folder.resolve("project");
    Object[] arguments = {"board", bundle, "--board", "upduino", "--no-build", "-o", project};
    for (int i = 0; i < 2; i++) {
      assertEquals(
          "wrote " + project + ": a project for tinyVision.ai UPduino 3.1\n",
          Cli.ok(arguments).out());
    }
    assertNull(BoardDescription.read(project).build());
    Files.delete(project.resolve("board.json"));
    assertTrue(Cli.refused(arguments).contains("is not overwritten"));
  }

  @Test
  void aVendorsToolIsNotRun() {
    String told =
        Cli.ok("board", bundle, "--board", "tang-nano-9k", "-o", folder.resolve("p")).out();
    assertTrue(told.contains("no bitstream: not on the PATH or not known"), told);
    assertTrue(told.contains("gw_sh"), told);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whereThePathHasNoneTheToolsOfNpmAreRun() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    ExternalTool.Result none = board(tools.toString(), folder.resolve("none"));
    assertEquals(ExitCode.OK, none.exitCode(), none::output);
    assertTrue(
        none.output()
            .contains(
                "yosys, nextpnr-ice40, icepack; " + folder.resolve("none/build.sh") + " runs the"),
        none::output);
    assertTrue(
        none.output().contains("npm install @yowasp/nextpnr-ice40 @yowasp/yosys\n"), none::output);

    for (String name : List.of("yosys", "nextpnr-ice40")) {
      Path home = Files.createDirectories(folder.resolve("node_modules/@yowasp/" + name));
      Files.writeString(home.resolve("package.json"), "{\"version\": \"1.2\"}");
    }
    script(
        tools.resolve("node"), // it is given "--input-type=module - PACKAGE PROGRAM ..."
        "home=$3 program=$4; shift 4",
        "case \"$*\" in -V) echo \"$program 7\"; exit ;; esac",
        "echo \"$home $program\" >> build/started",
        "case $program in",
        "yosys) echo '{}' > build/netlist.json; : > build/block_rams.txt",
        "  echo '{\"design\": {\"num_cells_by_type\": {\"SB_LUT4\": 7}}}' > build/cells.json ;;",
        "nextpnr-ice40) echo routed > build/microgpt.asc; : > build/route.log",
        "  echo '{\"critical_paths\": [], \"fmax\": {\"clk\": {\"constraint\": 24, \"achieved\":"
            + " 25}}}' > build/timing.json ;;",
        "icepack) echo packed > build/microgpt.bin ;;",
        "esac");
    Path project = folder.resolve("project");
    ExternalTool.Result told = board(tools.toString(), project);
    assertEquals(ExitCode.OK, told.exitCode(), told::output);
    assertEquals(
        List.of(
            folder.resolve("node_modules/@yowasp/yosys") + " yosys",
            folder.resolve("node_modules/@yowasp/nextpnr-ice40") + " nextpnr-ice40",
            folder.resolve("node_modules/@yowasp/nextpnr-ice40") + " icepack"),
        Files.readAllLines(project.resolve("build/started")));
    assertEquals(
        List.of(
            "yosys 7, npm @yowasp/yosys 1.2",
            "nextpnr-ice40 7, npm @yowasp/nextpnr-ice40 1.2",
            "icepack 7, npm @yowasp/nextpnr-ice40 1.2"),
        BoardDescription.read(project).build().tools());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theTimingDecidesAboutTheBitstream() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    script(
        tools.resolve("yosys"),
        "case \"$*\" in -V) echo Yosys 1; exit ;; esac",
        "echo '{}' > build/netlist.json",
        "echo '{\"design\": {\"num_cells_by_type\": {\"SB_LUT4\": 7}}}' > build/cells.json",
        ": > build/block_rams.txt");
    script(tools.resolve("icepack"), "[ \"$1\" != -V ] && cp \"$1\" \"$2\"");
    for (boolean met : List.of(true, false)) {
      script(
          tools.resolve("nextpnr-ice40"),
          "case \"$*\" in -V) echo nextpnr 1; exit ;; esac",
          "echo '{\"critical_paths\": [], \"fmax\": {\"clk\": {\"constraint\": 24, \"achieved\": "
              + (met ? "24.0" : "23.9")
              + "}}}' > build/timing.json",
          "printf 'Info: Device utilisation:\\nInfo: \\t ICESTORM_LC: 9/ 5280 0%%\\n'"
              + " > build/route.log",
          "echo routed > build/microgpt.asc",
          met
              ? ""
              : "echo \"ERROR: Max frequency for clock 'clk': 23.90 MHz (FAIL at 24.00 MHz)\""
                  + " >> build/route.log; exit 1");
      Path project = folder.resolve("met-" + met);
      ExternalTool.Result told = board(tools + File.pathSeparator + System.getenv("PATH"), project);
      assertEquals(met ? ExitCode.OK : ExitCode.DIFFERENCE, told.exitCode(), told::output);
      BoardDescription.Build build = BoardDescription.read(project).build();
      assertEquals(met, build.timingMet());
      assertEquals(met, Files.exists(project.resolve("build/microgpt.bin")));
      assertEquals(met, Files.exists(project.resolve("build/microgpt.asc")));
      assertFalse(Files.exists(folder.resolve("met-" + met + ".unfinished")));
      assertTrue(
          told.output()
              .contains(
                  met
                      ? "the clock of 24 MHz is met"
                      : "too slow: the clock is 24 MHz, the circuit reaches 23.90; no bitstream"
                          + " was written. Try --mhz 23 or less, or another --seed"),
          told::output);
    }
  }

  private ExternalTool.Result board(String path, Path project) throws Exception {
    List<String> command = new ArrayList<>(List.of("PATH=" + path));
    command.addAll(
        ChildJvm.command(
            List.of(),
            Main.class,
            "board",
            bundle.toString(),
            "--board",
            "icebreaker",
            "--mhz",
            "24",
            "-o",
            project.toString()));
    return ExternalTool.named("env").run(folder, command.toArray(String[]::new));
  }

  private static void script(Path path, String... lines) throws Exception {
    Files.writeString(path, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertTrue(path.toFile().setExecutable(true));
  }
}
