package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.microgptrom.cli.InterruptedCommands.files;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/** Ctrl-C (SIGINT) during each long command, at several moments. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class InterruptionTest {
  @TempDir static Path made;

  @TempDir Path folder;

  private InterruptedCommands commands;

  @BeforeAll
  static void prepare() {
    ExternalTool.named("perl");
    Cli.ok("run", "--steps", 2, "-o", made.resolve("out"));
  }

  @BeforeEach
  void start() {
    commands = new InterruptedCommands(made, folder);
  }

  @Test
  void training() throws Exception {
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(200));
    for (String options :
        List.of(
            "djl --steps 3000",
            "vector --steps 3000",
            "djl --steps 2 --weight-bits 4 --code-steps 2000",
            "vector --steps 2 --weight-bits 2 --code-steps 3000")) {
      Path state = folder.resolve("checkpoint.training");
      List<Object> command =
          new ArrayList<>(
              List.of("train", "--data", data, "--save-seconds", 0, "--resume", "--engine"));
      command.addAll(List.of(options.split(" ", -1)));
      command.addAll(List.of("-o", folder.resolve("checkpoint")));
      String interrupted =
          commands.interrupt(command, process -> Files.exists(state), "interrupted: ");
      assertTrue(interrupted.contains("--resume goes on"), interrupted);
      assertEquals(List.of("checkpoint.training", "data.txt"), files(folder));
      assertEquals(0, commands.start(command).waitFor(), commands::errors);
      assertEquals(List.of("checkpoint", "data.txt"), files(folder));
      Cli.ok("inspect", folder.resolve("checkpoint"));
      delete(folder.resolve("checkpoint"));
    }
  }

  /** Ctrl-C, then a kill that nothing can catch, then the end: no trial is run twice. */
  @Test
  void aSweep() throws Exception {
    Path plan = folder.resolve("plan.yaml");
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(40));
    String axes = "axes: {embd: 4, context: 8, seed: [1, 2, 3, 4, 5, 6], steps: 100}\n";
    Files.writeString(plan, "data: " + data + "\n" + axes);
    Path out = folder.resolve("out");
    List<Object> command = List.of("sweep", plan, "--engine", "vector", "--threads", 1, "-o", out);
    String told = commands.interrupt(command, process -> trials(out).size() >= 2, "interrupted: ");
    assertTrue(told.contains("the same command goes on"), told);
    Process killed = commands.start(command);
    while (killed.isAlive() && trials(out).size() < 3) {
      Thread.sleep(5);
    }
    killed.destroyForcibly().waitFor();
    Map<Path, FileTime> before = trials(out);
    assertTrue(before.size() >= 3 && !Files.exists(out.resolve("trials.csv")), before::toString);
    assertEquals(0, commands.start(command).waitFor(), commands::errors);
    Map<Path, FileTime> after = trials(out);
    assertEquals(6, after.size());
    before.forEach((file, time) -> assertEquals(time, after.get(file), file::toString));
    Path whole = folder.resolve("whole");
    assertEquals(
        0,
        commands
            .start(List.of("sweep", plan, "--engine", "vector", "--threads", 2, "-o", whole))
            .waitFor());
    assertEquals(
        Files.readString(whole.resolve("trials.csv")), Files.readString(out.resolve("trials.csv")));
  }

  /** The results that are there, and when they were written. */
  private static Map<Path, FileTime> trials(Path out) throws IOException {
    Map<Path, FileTime> trials = new HashMap<>();
    if (Files.exists(out.resolve("trials"))) {
      try (Stream<Path> folders = Files.list(out.resolve("trials"))) {
        for (Path trial : folders.map(each -> each.resolve("trial.json")).toList()) {
          if (Files.exists(trial)) {
            trials.put(trial, Files.getLastModifiedTime(trial));
          }
        }
      }
    }
    return trials;
  }

  @Test
  void aRun() throws Exception {
    for (String stage : List.of("train", "quantize")) {
      Path out = folder.resolve("out");
      commands.interrupt(
          List.of("run", "--steps", stage.equals("train") ? 100_000 : 50, "-o", out),
          process ->
              stage.equals("train")
                  ? commands.errors().contains("train: ")
                  : Files.exists(out.resolve("checkpoint")));
      assertEquals(
          stage.equals("train") ? List.of() : List.of("checkpoint"), files(out), commands::errors);
      if (Files.exists(out)) {
        delete(out);
      }
    }
  }

  @Test
  void stagesOfABigModel() throws Exception {
    Path quantized = big();
    List<String> before = files(folder);
    for (String name : List.of("bundle", "bundle.tar.gz")) {
      commands.interrupt(
          List.of("pack", quantized, "--format", "all", "-o", folder.resolve(name)),
          process -> commands.hidden(name));
      assertEquals(before, files(folder));
    }
    Path raw = folder.resolve("big.bin");
    Files.write(raw, new byte[60_000_000]);
    Path converted = folder.resolve("big.mif");
    commands.interrupt(
        List.of("convert", raw, converted, "--from", "raw-le"),
        process -> commands.hidden("big.mif"));
    assertFalse(Files.exists(converted));
    Files.delete(raw);
    Cli.ok("pack", quantized, "-o", folder.resolve("bundle.zip"), "--vector-tokens", 32);
    commands.interrupt(
        List.of("verify", folder.resolve("bundle.zip")),
        process -> !commands.temporary().isEmpty());
  }

  /** Of a million parameters. */
  private Path big() {
    Path quantized = folder.resolve("quantized");
    ModelConfig config = new ModelConfig(5, 128, 4, 16, 512, 27);
    Quantized model = RandomModels.quantized(config, RandomModels.Weights.MODERATE, 3);
    AtomicOutput.folder(
        quantized,
        CheckpointCodec.CONFIG,
        QuantizedCodec.FORMAT,
        partial -> QuantizedCodec.writeInto(partial, model));
    return quantized;
  }

  /** Moments at which nothing can be seen from outside: when a class is used first. */
  @Test
  void quantizationAndPlans() throws Exception {
    Path quantized = folder.resolve("quantized");
    List<Object> quantize = List.of("quantize", made.resolve("out/checkpoint"), "-o", quantized);
    interruptAtClass(quantize, "quantize.ActivationRanges");
    interruptAtClass(quantize, "quantize.Comparison");
    interruptAtClass(List.of("fit"), "rtl.plan.LargestModel");
    assertEquals(List.of(), files(folder));
  }

  private void interruptAtClass(List<Object> command, String name) throws Exception {
    Path log = made.resolve("load.log");
    commands.interrupt(
        List.of("-Xlog:class+load:file=" + log),
        command,
        process -> Files.exists(log) && Files.readString(log).contains("org.microgptrom." + name),
        "interrupted\n");
    Files.delete(log);
  }

  @Test
  void aCampaign() throws Exception {
    Path state = folder.resolve("state.json");
    commands.interrupt(
        List.of(
            "verify",
            made.resolve("out/bundle"),
            "--tokens",
            1_000_000_000L,
            "--state",
            state,
            "--save-seconds",
            0),
        process -> Files.exists(state));
    assertEquals(List.of("state.json"), files(folder));
  }

  @Test
  void simulationsAndSynthesis() throws Exception {
    Path bundle = made.resolve("out/bundle");
    for (String tool : List.of("vvp", "verilator")) {
      ExternalTool.named(tool);
      String simulator = tool.equals("vvp") ? "icarus" : tool;
      commands.interrupt(
          List.of("verify", bundle, "--rtl", simulator, "--tokens", 90_000),
          InterruptionTest::hasChild);
    }
    ExternalTool.named("yosys");
    ExternalTool.named("nextpnr-ice40");
    commands.interrupt(
        List.of("synth", bundle, "--device", "ice40-up5k", "-o", folder.resolve("kept")),
        process -> hasChild(process) && Files.exists(folder.resolve("kept.unfinished/rtl")),
        "interrupted: scripts, netlists and logs so far are in ");
    assertEquals(List.of("kept.unfinished"), files(folder));
    assertTrue(Files.exists(folder.resolve("kept.unfinished/elaborate.ys")), "what there was");
  }

  /** Several routers that would never end. */
  @Test
  void severalSeeds() throws Exception {
    ExternalTool.named("yosys");
    ModelConfig config = new ModelConfig(1, 4, 2, 4, 8, 5);
    Path quantized = Files.createDirectory(folder.resolve("quantized"));
    QuantizedCodec.writeInto(
        quantized, RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1));
    Path bundle = folder.resolve("bundle");
    Cli.ok("pack", quantized, "--lanes", 1, "--vector-tokens", 50, "-o", bundle);
    Path tool = Files.createDirectory(folder.resolve("tools")).resolve("nextpnr-ice40");
    Files.writeString(tool, "#!/bin/sh\ncase \"$*\" in *--seed*) sleep 1000; esac\necho nextpnr\n");
    assertTrue(tool.toFile().setExecutable(true));
    String device = "ice40-up5k";
    for (String seeds : List.of("2", "5")) { // all of them running, or some waiting
      ProcessBuilder builder =
          commands.builder(
              List.of(),
              List.of(
                  "synth",
                  bundle,
                  "--device",
                  device,
                  "--seeds",
                  seeds,
                  "--threads",
                  "2",
                  "-o",
                  folder.resolve("kept"),
                  "--json",
                  folder.resolve("facts.json")));
      builder
          .environment()
          .put("PATH", tool.getParent() + File.pathSeparator + System.getenv("PATH"));
      String told = commands.interrupt(builder, process -> sleeping(process) == 2);
      assertTrue(told.contains("interrupted: scripts, netlists and logs so far are in "), told);
      assertFalse(told.contains("failed"), told);
      assertEquals(List.of("bundle", "kept.unfinished", "quantized", "tools"), files(folder));
      assertFalse(Files.exists(folder.resolve("kept.unfinished/synthesis.json")));
      assertTrue(Files.exists(folder.resolve("kept.unfinished/netlist.json")), "what there was");
    }
  }

  private static long sleeping(Process process) {
    return process
        .descendants()
        .filter(child -> child.info().command().orElse("").endsWith("/sleep"))
        .count();
  }

  /** A simulator that would never end, in a process that it has started itself. */
  @Test
  void whatAToolHasStartedEndsToo() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String name : List.of("iverilog", "vvp")) {
      Path tool = tools.resolve(name);
      Files.writeString(tool, "#!/bin/sh\n[ \"$1\" = -V ] && exit 0\nsleep 1000\nexit 0\n");
      assertTrue(tool.toFile().setExecutable(true));
    }
    ProcessBuilder builder =
        commands.builder(
            List.of(), List.of("verify", made.resolve("out/bundle"), "--rtl", "icarus"));
    String path = tools + File.pathSeparator + System.getenv("PATH");
    builder.environment().put("PATH", path);
    commands.interrupt(builder, process -> sleeping(process) > 0);
    assertEquals(List.of("tools"), files(folder));
  }

  private static boolean hasChild(Process process) {
    return process.descendants().findAny().isPresent();
  }

  /** From a server that takes the connection and says nothing. */
  @Test
  void aDownload() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      silent.setSoTimeout(60_000);
      List<String> options =
          List.of("-Dhttps.proxyHost=127.0.0.1", "-Dhttps.proxyPort=" + silent.getLocalPort());
      commands.interrupt(
          options,
          List.of("datasets", "fetch", "makemore-names"),
          process -> {
            silent.accept();
            return true;
          },
          "interrupted\n");
    }
    assertEquals(List.of(), files(folder));
  }

  /** The launcher becomes Java itself, so that the signal reaches it. */
  @Test
  void theLauncher() throws Exception {
    Path script = Launcher.in(made.resolve("launcher"));
    Path state = folder.resolve("checkpoint.training");
    ProcessBuilder builder =
        new ProcessBuilder(
            script.toString(),
            "train",
            "--save-seconds",
            "0",
            "--minutes",
            "5",
            "-o",
            folder.resolve("checkpoint").toString());
    String told = commands.interrupt(builder, process -> Files.exists(state));
    assertTrue(told.endsWith("interrupted: the same command with --resume goes on\n"), told);
    assertEquals(List.of("checkpoint.training"), files(folder));
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
