package org.microgptrom.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.ClusterOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.cluster.Job;
import org.microgptrom.model.cluster.Worker;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.train.torch.EngineStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Tells what this machine has: Java, the training engine, simulators, synthesis tools; what"
            + " each is needed for, and how to install what is missing.",
    footer = {
      "",
      "Exit code 0 whatever is missing: text to verified ROM needs Java and the training engine only.",
      "",
      "Examples:",
      "  microgpt-rom doctor",
      "  microgpt-rom doctor --spark spark://tower:7077",
      "  microgpt-rom doctor --json doctor.json"
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final String ICARUS = "verify --rtl icarus";
  private static final String VERILATOR = "verify --rtl verilator, board --simulate";
  private static final String ICESTORM = "fpga-icestorm";
  private static final String TRELLIS = "fpga-trellis";

  /** The programs that commands start, with their Debian packages. */
  private static final List<Tool> TOOLS =
      List.of(
          new Tool("iverilog", "iverilog", ICARUS),
          new Tool("vvp", "iverilog", ICARUS),
          new Tool("verilator", "verilator", VERILATOR),
          new Tool("g++", "g++", VERILATOR),
          new Tool("make", "make", VERILATOR),
          new Tool("yosys", "yosys", "synth, board, verify --rtl yosys-netlist"),
          new Tool("nextpnr-ice40", "nextpnr-ice40", "synth --device ice40-..., board"),
          new Tool("icepack", ICESTORM, "board, for iCE40"),
          new Tool("iceunpack", ICESTORM, "verify --bitstream, for iCE40"),
          new Tool("icebram", ICESTORM, "new weights in a placed iCE40 (--placeholder)"),
          new Tool("nextpnr-ecp5", "nextpnr-ecp5", "synth --device ecp5-..., board"),
          new Tool("ecppack", TRELLIS, "board, for ECP5"),
          new Tool("ecpunpack", TRELLIS, "verify --bitstream, for ECP5"),
          new Tool("ecpbram", TRELLIS, "new weights in a placed ECP5 (--placeholder)"));

  @Mixin private CommonOptions common;

  @Mixin private JsonOptions json;

  @Mixin private ClusterOptions cluster;

  private record Tool(String name, String debianPackage, String neededFor) {}

  /**
   * One line of the diagnosis.
   *
   * @param present whether the program can be used
   * @param version of the program; where it can't be used, what it lacks
   * @param place where the program lies
   * @param advice how to get the program; empty where it is present
   */
  record Finding(
      String name,
      boolean present,
      String version,
      String place,
      String neededFor,
      String advice) {}

  /**
   * The content of the JSON file.
   *
   * @param nodes the processes of a cluster; null if none was named
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Diagnosis(
      String tool,
      int processors,
      long heapBytes,
      List<Finding> findings,
      @Nullable List<Node> nodes) {
    /** What this process has. */
    static Diagnosis of(List<Finding> more, @Nullable List<Node> nodes) {
      Runtime runtime = Runtime.getRuntime();
      List<Finding> findings = new ArrayList<>(List.of(java(), vectorApi()));
      findings.addAll(more);
      TOOLS.forEach(tool -> findings.add(program(tool)));
      return new Diagnosis(
          ToolVersion.current(),
          runtime.availableProcessors(),
          runtime.maxMemory(),
          List.copyOf(findings),
          nodes);
    }
  }

  /**
   * What a process of a cluster has.
   *
   * @param name of the process and its machine
   */
  record Node(String name, int processors, long heapBytes, List<Finding> findings) {}

  /** Makes what looks around in a process of a cluster. */
  public static final class Doctors implements Worker.Maker {
    /** For the process that makes it. */
    public Doctors() {}

    @Override
    public Worker make(byte[] shared) {
      return task -> Json.pretty(Diagnosis.of(List.of(), null));
    }
  }

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    @Nullable List<Node> nodes;
    try (ClusterOptions.Opened machines = cluster.open("doctor", console)) {
      nodes = machines.cluster().isPresent() ? nodes(machines.cluster().get()) : null;
    }
    Diagnosis diagnosis = Diagnosis.of(List.of(engine()), nodes);
    console.result(head(diagnosis.tool(), diagnosis.processors(), diagnosis.heapBytes()) + "\n");
    print(diagnosis.findings(), console);
    if (nodes != null) {
      for (Node node : nodes) {
        console.result("\n" + head(node.name(), node.processors(), node.heapBytes()) + "\n");
        print(node.findings(), console);
      }
    }
    json.write(Json.pretty(diagnosis));
    return ExitCode.OK;
  }

  private static List<Node> nodes(Cluster cluster) throws IOException {
    Job job = new Job(Doctors.class, new byte[0], List.of(new byte[0]));
    List<Node> nodes = new ArrayList<>();
    for (Map.Entry<String, byte[]> node : cluster.onEachNode(job).entrySet()) {
      Diagnosis of = Json.parseSparse(node.getKey(), node.getValue(), Diagnosis.class);
      nodes.add(new Node(node.getKey(), of.processors(), of.heapBytes(), of.findings()));
    }
    return nodes;
  }

  private static String head(String name, int processors, long heapBytes) {
    return name
        + ", "
        + processors
        + " processors, "
        + TableText.size(heapBytes)
        + " for Java's heap";
  }

  private static void print(List<Finding> findings, Console console) {
    console.result(
        TableText.of(
            List.of("", "name", "version", "needed for"),
            findings.stream()
                .map(
                    f ->
                        List.of(
                            f.present() ? "ok" : "missing", f.name(), f.version(), f.neededFor()))
                .toList()));
    List<String> advice = findings.stream().map(Finding::advice).filter(a -> !a.isEmpty()).toList();
    if (!advice.isEmpty()) {
      console.result("\nto install what is missing:");
      advice.stream().distinct().forEach(line -> console.result("  " + line));
    }
  }

  private static Finding java() {
    return new Finding(
        "Java",
        true,
        Runtime.version().toString(),
        System.getProperty("java.home"),
        "every command",
        "");
  }

  private static Finding vectorApi() {
    String name = "jdk.incubator.vector";
    boolean present = ModuleLayer.boot().configuration().findModule(name).isPresent();
    boolean available = present || ModuleFinder.ofSystem().find(name).isPresent();
    return new Finding(
        "Vector API",
        available,
        available ? "module " + name : "not in this Java",
        name,
        "train --engine vector",
        available ? "" : "a JDK with the module " + name + ", such as OpenJDK 17");
  }

  private static Finding engine() {
    EngineStatus status = EngineStatus.of();
    String neededFor = "train, run";
    if (status.library().isEmpty()) {
      return new Finding(
          "PyTorch",
          false,
          "none for this platform",
          "",
          neededFor,
          "train elsewhere, or with --engine vector: PyTorch is for Linux (x86_64, aarch64), macOS"
              + " (aarch64) and Windows (x86_64)");
    }
    if (!status.foreignVariables().isEmpty()) {
      return new Finding(
          "PyTorch",
          false,
          "the environment asks for another: " + String.join(", ", status.foreignVariables()),
          status.folder().toString(),
          neededFor,
          "unset " + String.join(" ", status.foreignVariables()));
    }
    return new Finding(
        "PyTorch",
        true,
        status.library().get()
            + (status.unpacked()
                ? ""
                : ", the first training "
                    + (status.toFetch() ? "fetches (up to 112 MB) and " : "")
                    + "unpacks it (430 MB)"),
        status.folder().toString(),
        neededFor,
        "");
  }

  private static Finding program(Tool tool) {
    Optional<HdlTool> found = HdlTool.find(tool.name);
    String place = found.map(program -> program.program().toString()).orElse("");
    String advice =
        "apt-get install "
            + tool.debianPackage
            + HdlTool.npmPackage(tool.name)
                .map(", or where Node 18 or later is: npm install "::concat)
                .orElse("");
    try {
      return new Finding(
          tool.name,
          found.isPresent(),
          found.map(HdlTool::version).orElse(""),
          place,
          tool.neededFor,
          found.isPresent() ? "" : advice);
    } catch (InputException e) { // it is there, but can't be started
      String[] told = e.getMessage().split("\n  ", 2);
      return new Finding(
          tool.name, false, told[0], place, tool.neededFor, told.length > 1 ? told[1] : advice);
    }
  }
}
