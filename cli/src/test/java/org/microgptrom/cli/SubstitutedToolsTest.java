package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.synth.SeedSummary;
import org.microgptrom.rtl.synth.SynthesisResult;

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

  @Test
  void seedsThatFailAreLeftOutOfTheMedian() throws Exception {
    ExternalTool.named("yosys");
    ExternalTool.named("nextpnr-ice40");
    String fails =
        "case \"$*\" in *'--seed 4 '*) echo 'ERROR: Routing design failed.'; exit 1; esac";
    script("nextpnr-ice40", fails + "\nexec '" + program("nextpnr-ice40") + "' \"$@\"");
    Path kept = folder.resolve("kept");
    ExternalTool.Result told = synth(kept, "--seed", "3", "--seeds", "3", "--threads", "2");
    assertEquals(ExitCode.OK, told.exitCode(), told::output);
    SynthesisResult result = Json.readSparse(kept.resolve("synthesis.json"), SynthesisResult.class);
    SeedSummary seeds = Objects.requireNonNull(result.seeds());
    List<Double> reached = new ArrayList<>();
    for (int seed : List.of(3, 5)) {
      Path report = kept.resolve(seed == result.seed() ? "" : "seed-" + seed);
      reached.add(achieved(report.resolve("route.json")));
    }
    double sum = reached.get(0) + reached.get(1);
    assertEquals(sum / 2, seeds.maxMhz().median(), 0.001);
    assertEquals(Collections.max(reached), seeds.maxMhz().most(), 0.001);
    assertEquals(Collections.max(reached), result.timing().maxMhz(), 0.001);
    String failure = seeds.runs().get(1).failure();
    assertTrue(failure.endsWith("ERROR: Routing design failed."), failure);
    assertTrue(told.output().contains("\nseed 4: nextpnr-ice40: can't place"), told::output);
    assertTrue(
        told.output().matches("(?s).*\n +4 +failed +-.*\n +median +[0-9.]+ .*"), told::output);
    String longest = "longest path of seed " + seeds.medianSeed() + ", the median, ";
    assertTrue(told.output().contains(longest), told::output);
    assertEquals(List.of(), files(kept.resolve("seed-4")));
    assertTrue(Files.exists(kept.resolve("microgpt.asc")));
  }

  @Test
  void ifAllSeedsFailTheExitCodeTells() throws Exception {
    ExternalTool.named("yosys");
    script(
        "nextpnr-ice40",
        "case \"$*\" in *--seed*) echo 'ERROR: Routing design failed.'; exit 1; esac; echo nextpnr 0");
    Path kept = folder.resolve("kept");
    ExternalTool.Result told = synth(kept, "--seeds", "2");
    assertEquals(ExitCode.DIFFERENCE, told.exitCode(), told::output);
    assertTrue(told.output().contains("no seed was routed"), told::output);
    assertTrue(told.output().contains("; 2 seeds from 1 on, target 24.00 MHz"), told::output);
    SynthesisResult result = Json.readSparse(kept.resolve("synthesis.json"), SynthesisResult.class);
    assertNull(result.timing());
    assertEquals(2, Objects.requireNonNull(result.seeds()).runs().size());
    assertNull(result.seeds().bestSeed());
    assertFalse(Files.exists(folder.resolve("kept.unfinished")));
  }

  /** The frequency that nextpnr itself reports. */
  private static double achieved(Path report) throws Exception {
    Matcher told = Pattern.compile("\"achieved\": ([0-9.]+)").matcher(Files.readString(report));
    assertTrue(told.find(), report::toString);
    return Double.parseDouble(told.group(1));
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

  private ExternalTool.Result synth(Path output, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("synth", bundle.toString()));
    command.addAll(List.of("--device", "ice40-up5k", "-o", output.toString()));
    command.addAll(List.of(options));
    return run(command.toArray(String[]::new));
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
