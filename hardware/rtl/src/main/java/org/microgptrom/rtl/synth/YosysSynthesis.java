package org.microgptrom.rtl.synth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.rtl.tools.HdlTool;

/**
 * What Yosys makes of the circuit: cells of an FPGA.
 *
 * @param cells number of cells by cell type
 * @param blockRams names of the block RAMs, with the path of instances
 */
record YosysSynthesis(Map<String, Long> cells, List<String> blockRams) {
  /** The circuit's top module. */
  static final String CORE = "microgpt_core";

  /** The name of the JSON netlist in the work folder. */
  static final String FILE = "netlist.json";

  private static final String ELABORATED = "elaborated.json";
  private static final String PINS = PinWrapper.MODULE + ".sv";
  private static final String CELLS = "cells.json";
  private static final String BLOCKS = "block_rams.txt";
  private static final Duration TIMEOUT = Duration.ofHours(6);

  /** Reads the circuit without mapping it. */
  static Elaboration elaborate(HdlTool yosys, Path work, List<String> sources) throws IOException {
    run(
        yosys,
        work,
        "elaborate",
        read(sources)
            + "hierarchy -check -top "
            + CORE
            + "\nproc\nflatten\nopt_clean\nmemory_collect\nwrite_json "
            + ELABORATED
            + "\n");
    return Elaboration.read(work.resolve(ELABORATED), CORE);
  }

  /** Maps the circuit, behind the wrapper's pins, to the cells of a device. */
  static YosysSynthesis map(
      HdlTool yosys, Path work, List<String> sources, PinWrapper pins, Device device)
      throws IOException {
    Files.writeString(work.resolve(PINS), pins.source());
    run(
        yosys,
        work,
        "synthesise",
        read(sources)
            + "read_verilog -sv -defer "
            + PINS
            + "\n"
            + String.join(" ", device.family().synthesis(), device.synthesisOptions()).strip()
            + " -top "
            + PinWrapper.MODULE
            + "\ndelete */t:$scopeinfo\nwrite_json " // nextpnr before 0.7 takes them for cells
            + FILE
            + "\ntee -q -o "
            + CELLS
            + " stat -json\ntee -q -o "
            + BLOCKS
            + " select -list t:"
            + device.family().blockCell()
            + "\n");
    Map<String, Long> cells = new LinkedHashMap<>();
    JsonTree.read(work.resolve(CELLS))
        .at("design")
        .at("num_cells_by_type")
        .entries()
        .forEach((type, number) -> cells.put(type, Math.round(number.number())));
    return new YosysSynthesis(
        cells,
        Files.readAllLines(work.resolve(BLOCKS)).stream().filter(s -> !s.isBlank()).toList());
  }

  /** The number of cells whose type matches a pattern. */
  long count(String pattern) {
    return cells.entrySet().stream()
        .filter(entry -> entry.getKey().matches(pattern))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * The command that reads the sources. It defers the modules until their parameters are known, as
   * a ROM's default file name is no file.
   */
  private static String read(List<String> sources) {
    return "read_verilog -sv -defer " + String.join(" ", sources) + "\n";
  }

  private static void run(HdlTool yosys, Path work, String step, String script) throws IOException {
    Files.writeString(work.resolve(step + ".ys"), script);
    HdlTool.Result result =
        yosys.run(work, TIMEOUT, List.of("-q", "-l", step + ".log", "-s", step + ".ys"));
    if (!result.succeeded()) {
      throw ToolFault.of(yosys, step + " the circuit", result, result.output());
    }
  }
}
