package org.microgptrom.rtl.synth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.rtl.tools.HdlTool;

/**
 * What Yosys makes of a design: cells of an FPGA.
 *
 * @param cells number of cells by cell type
 * @param blockRams names of the block RAMs, with the path of instances
 */
public record YosysSynthesis(Map<String, Long> cells, List<String> blockRams) {
  /** The circuit's top module. */
  static final String CORE = "microgpt_core";

  /** The name of the JSON netlist in the work folder. */
  public static final String FILE = "netlist.json";

  private static final String ELABORATED = "elaborated.json";
  private static final String PINS = PinWrapper.MODULE + ".sv";
  private static final String CELLS = "cells.json";
  private static final String BLOCKS = "block_rams.txt";

  /**
   * Before synthesis: the names of the ROMs' wires, by which bitstreams are read back, have to
   * stay. Yosys 0.69+62 otherwise leaves one name of a wire and loses the others, those to keep,
   * too; 0.64+176 and earlier ones leave all, whatever this setting, which changes nothing there.
   */
  private static final String KEEP_NAMES = "scratchpad -set abc9.xaiger 1\n";

  private static final Duration TIMEOUT = Duration.ofHours(6);

  /** Reads the circuit without mapping it. */
  static Elaboration elaborate(HdlTool yosys, Path work, List<String> sources) throws IOException {
    run(
        yosys,
        work,
        "elaborate",
        reading(sources)
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
    List<String> all = new ArrayList<>(sources);
    all.add(PINS);
    run(
        yosys,
        work,
        "synthesise",
        script(all, device.family(), device.synthesisOptions(), PinWrapper.MODULE, ""));
    return read(work);
  }

  /**
   * The script that maps a design to cells and writes {@link #FILE} and what {@link #read} reads.
   *
   * @param sources in compile order
   * @param options of the family's synthesis command; empty for none
   * @param top the name of the top module
   * @param folder of the outputs, with a slash at the end; empty for the working folder
   */
  public static String script(
      List<String> sources, Family family, String options, String top, String folder) {
    return reading(sources)
        + KEEP_NAMES
        + String.join(" ", family.synthesis(), options).strip()
        + " -top "
        + top
        + "\ndelete */t:$scopeinfo\nwrite_json " // nextpnr before 0.7 takes them for cells
        + folder
        + FILE
        + "\ntee -q -o "
        + folder
        + CELLS
        + " stat -json\ntee -q -o "
        + folder
        + BLOCKS
        + " select -list t:"
        + family.blockCell()
        + "\n";
  }

  /** Reads what the script has written into this folder. */
  public static YosysSynthesis read(Path folder) throws IOException {
    Map<String, Long> cells = new LinkedHashMap<>();
    JsonTree.read(folder.resolve(CELLS))
        .at("design")
        .at("num_cells_by_type")
        .entries()
        .forEach((type, number) -> cells.put(type, Math.round(number.number())));
    return new YosysSynthesis(
        cells,
        Files.readAllLines(folder.resolve(BLOCKS)).stream().filter(s -> !s.isBlank()).toList());
  }

  /** The number of cells whose type matches a pattern. */
  public long count(String pattern) {
    return cells.entrySet().stream()
        .filter(entry -> entry.getKey().matches(pattern))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * The command that reads the sources. It defers the modules until their parameters are known, as
   * a ROM's default file name is no file.
   */
  private static String reading(List<String> sources) {
    return "read_verilog -sv -defer " + String.join(" ", sources) + "\n";
  }

  private static void run(HdlTool yosys, Path work, String step, String script) throws IOException {
    Files.writeString(work.resolve(step + ".ys"), script);
    run(yosys, work, step, List.of("-q", "-l", step + ".log", "-s", step + ".ys"));
  }

  /**
   * Runs Yosys.
   *
   * @param step what it is to do with the circuit: {@code synthesise}
   * @throws org.microgptrom.model.io.InputException if it refuses the circuit
   */
  public static void run(HdlTool yosys, Path work, String step, List<String> arguments)
      throws IOException {
    HdlTool.Result result = yosys.run(work, TIMEOUT, arguments);
    if (!result.succeeded()) {
      throw ToolFault.of(yosys, step + " the circuit", result, result.output());
    }
  }
}
