package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/** Scripts in the places of Yosys and nextpnr: wrappers, and tools that fail. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class SubstitutedToolsTest {
  @TempDir Path folder;
  private Path tools;
  private Path bundle;

  @BeforeEach
  void pack() throws Exception {
    tools = Files.createDirectory(folder.resolve("tools"));
    Path quantized = Files.createDirectory(folder.resolve("quantized"));
    ModelConfig config = new ModelConfig(1, 4, 2, 4, 8, 5);
    QuantizedCodec.writeInto(
        quantized, RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1));
    bundle = folder.resolve("bundle");
    Cli.ok("pack", quantized, "--lanes", 1, "--vector-tokens", 50, "-o", bundle);
  }

  /** Yosys 0.23 can stop so in {@code synth_ice40 -dsp}; and as the C library ends a program. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo \"ERROR: Assert \\`st.ok' failed in passes/pmgen/ice40_dsp_pm.h:1234.\"; exit 1",
        "echo \"yosys: passes/a.cc:1: f(): Assertion \\`st.ok' failed.\" >&2; kill -ABRT $$"
      })
  void anAssertionOfYosysIsItsOwnFault(String failing) throws Exception {
    script("yosys", "case \"$*\" in -V) echo Yosys 0.23; exit ;; esac; " + failing);
    script("nextpnr-ice40", "echo nextpnr 0.4");
    ExternalTool.Result told = synth(folder.resolve("kept"));
    assertEquals(ExitCode.BAD_INPUT, told.exitCode(), told::output);
    assertTrue(
        told.output().contains("yosys: stopped in an assertion of its own and could not elaborate"),
        told::output);
    assertTrue(told.output().contains("`st.ok' failed"), told::output);
    assertTrue(told.output().contains("a fault of Yosys 0.23"), told::output);
    assertTrue(told.output().contains("pack --lanes with another number"), told::output);
    assertFalse(told.output().contains("\tat "), told::output);
  }

  @Test
  void theGatesOfAVerificationNameTheFaultToo() throws Exception {
    ExternalTool.named("iverilog");
    script(
        "yosys",
        "case \"$*\" in -V) echo Yosys 0.23; exit ;; esac; echo \"Assert 'a' failed.\"; exit 1");
    ExternalTool.Result told =
        run("verify", bundle.toString(), "--rtl", "yosys-netlist", "--tokens", "5");
    assertEquals(ExitCode.DIFFERENCE, told.exitCode(), told::output);
    assertTrue(told.output().contains("this is a fault of Yosys 0.23"), told::output);
    assertFalse(told.output().contains("\tat "), told::output);
  }

  /** What a failing tool leaves can be looked into, and is replaced by the next work. */
  @Test
  void whatThereIsIsKept() throws Exception {
    script("yosys", "case \"$*\" in -V) echo Yosys 0.23; exit ;; esac; echo ERROR: no; exit 1");
    script("nextpnr-ice40", "echo nextpnr 0.4");
    Path kept = folder.resolve("kept");
    Path unfinished = folder.resolve("kept.unfinished");
    for (int i = 0; i < 2; i++) {
      ExternalTool.Result told = synth(kept);
      assertEquals(ExitCode.BAD_INPUT, told.exitCode(), told::output);
      assertTrue(told.output().contains("logs so far are in " + unfinished), told::output);
      assertEquals(List.of("elaborate.ys", "rom", "rtl", "unfinished.json"), files(unfinished));
      assertFalse(Files.exists(kept));
    }
    Files.delete(unfinished.resolve("unfinished.json"));
    ExternalTool.Result foreign = synth(kept);
    assertTrue(foreign.output().contains("is not overwritten"), foreign::output);
    assertEquals(List.of("elaborate.ys", "rom", "rtl"), files(unfinished));
    assertEquals(
        List.of("bundle", "kept.unfinished", "quantized", "tools"), files(folder), "no leftovers");
  }

  /** A script elsewhere than Yosys itself, as packages of tools have it. */
  @Test
  void aWrappedYosysFindsItsOwnCells() throws Exception {
    ExternalTool.named("iverilog");
    ExternalTool.named("yosys");
    Path yosys = Path.of(program("yosys"));
    script("yosys", "exec '" + yosys + "' \"$@\"");
    ExternalTool.Result told =
        run("verify", bundle.toString(), "--rtl", "yosys-netlist", "--tokens", "5");
    assertEquals(ExitCode.OK, told.exitCode(), told::output);
    assertTrue(told.output().contains("yosys-netlist"), told::output);
  }

  private static String program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow()
        .toString();
  }

  private void script(String name, String commands) throws Exception {
    Path tool = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + commands + "\n");
    assertTrue(tool.toFile().setExecutable(true));
  }

  private ExternalTool.Result synth(Path output) throws Exception {
    return run("synth", bundle.toString(), "--device", "ice40-up5k", "-o", output.toString());
  }

  private ExternalTool.Result run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("PATH=" + tools + File.pathSeparator + System.getenv("PATH")));
    command.addAll(ChildJvm.command(List.of(), Main.class, arguments));
    return ExternalTool.named("env").run(folder, command.toArray(String[]::new));
  }

  private static List<String> files(Path place) throws Exception {
    try (Stream<Path> entries = Files.list(place)) {
      return List.copyOf(
          new TreeSet<>(entries.map(entry -> entry.getFileName().toString()).toList()));
    }
  }
}
