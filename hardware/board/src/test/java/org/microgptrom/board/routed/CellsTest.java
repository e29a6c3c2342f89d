package org.microgptrom.board.routed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.bitstream.BitstreamFile;
import org.microgptrom.board.simulated.CompiledBoard;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.rtl.tools.HdlTool;

/**
 * The models of cells against sources: a circuit that needs every cell is placed and routed, and in
 * Icarus Verilog answers random bits, cycle by cycle, as its sources do.
 */
@Tag("slow")
class CellsTest {
  private static final String SOURCES = "cells.sv";
  private static final int CYCLES = 1500;
  private static final List<String> OUTPUTS =
      List.of(
          "add_o",
          "carry_o",
          "register_o",
          "select_o",
          "product_o",
          "sum_o",
          "ram16_o",
          "ram8_o",
          "ram4_o",
          "ram2_o",
          "ram36_o",
          "small_o",
          "rom_o");

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CellsTest.class.getResourceAsStream(SOURCES), SOURCES)) {
      Files.copy(in, folder.resolve(SOURCES));
    }
  }

  @Test
  void cellsOfAnIce40WithMultipliers() throws Exception {
    Path bitstream = ice40("synth_ice40 -device u -dsp", "--up5k", "sg48");
    Path verilog = routed(bitstream);
    assertEquals(
        Set.of("ICESTORM_LC", "ICESTORM_RAM", "ICESTORM_DSP", "SB_GB", "SB_IO"), types(verilog));
    assertEquals(Map.of(), differences(verilog, "ice40_cells.sv"));

    // Each fault shows where its cell is used.
    Path wrong = folder.resolve("wrong.v");
    Files.writeString(
        wrong,
        Files.readString(verilog).replaceAll("[.]A_SIGNED\\([0-9]+'b0*1\\)", ".A_SIGNED(1'b0)"));
    assertTrue(differences(wrong, "ice40_cells.sv").containsKey("product_o"));
    Files.writeString(
        wrong, Files.readString(verilog).replace(".READ_MODE(2'b01)", ".READ_MODE(2'b10)"));
    assertTrue(differences(wrong, "ice40_cells.sv").containsKey("ram8_o"));
    Files.writeString(wrong, Files.readString(verilog).replace(".CIN_SET(1'b1)", ".CIN_SET(1'b0)"));
    assertTrue(differences(wrong, "ice40_cells.sv").containsKey("add_o"));

    // What Project IceStorm does not read is refused, not dropped.
    InputException refused =
        assertThrows(
            InputException.class,
            () ->
                WholeBitstream.write(
                    bitstream, "routed", Map.of(), work("w"), folder.resolve("whole.v")));
    assertTrue(refused.getMessage().contains("uses multipliers"), refused::getMessage);
  }

  @Test
  void cellsOfAnIce40AndItsWholeBitstream() throws Exception {
    Path bitstream = ice40("synth_ice40 -device hx", "--hx8k", "ct256");
    assertEquals(Map.of(), differences(routed(bitstream), "ice40_cells.sv"));

    Map<String, String> pins = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve("pins.pcf"))) {
      String[] words = line.split(" ", -1);
      pins.put(words[1], words[2]);
    }
    Path whole = folder.resolve("whole.v");
    WholeBitstream.write(bitstream, "routed", pins, work("w"), whole);
    assertEquals(Map.of(), differences(whole, WholeBitstream.models()));

    Path flipped = folder.resolve("flipped.bin");
    List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("cells.asc")));
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(".ram_data ")) {
        lines.set(i + 1, lines.get(i + 1).replace('1', '3'));
      }
    }
    Path text = Files.write(folder.resolve("flipped.asc"), lines);
    tool("icepack", text.toString(), flipped.toString());
    WholeBitstream.write(flipped, "routed", pins, work("f"), whole);
    assertTrue(!differences(whole, WholeBitstream.models()).isEmpty());
  }

  @Test
  void cellsOfAnEcp5() throws Exception {
    if (!Stream.of("nextpnr-ecp5", "ecppack", "ecpunpack", "yosys", "iverilog")
        .allMatch(tool -> HdlTool.find(tool).isPresent())) {
      return; // an extra, where its tools are there
    }
    synthesise("synth_ecp5");
    tool(
        "nextpnr-ecp5",
        "-q --25k --package CABGA381 --lpf-allow-unconstrained --json netlist.json --write"
            + " placed.json --textcfg cells.config");
    tool("ecppack", "cells.config cells.bit");
    Path bitstream = folder.resolve("cells.bit");
    Path verilog = routed(bitstream);
    assertTrue(
        types(verilog)
            .containsAll(
                Set.of(
                    "TRELLIS_COMB",
                    "TRELLIS_FF",
                    "TRELLIS_RAMW",
                    "DP16KD",
                    "MULT18X18D",
                    "TRELLIS_IO",
                    "DCCA")),
        types(verilog)::toString);
    assertEquals(Map.of(), differences(verilog, "ecp5_cells.sv"));
    Path wrong = folder.resolve("wrong.v");
    Files.writeString(wrong, Files.readString(verilog).replace(".WIDE(1'b1)", ".WIDE(1'b0)"));
    assertTrue(differences(wrong, "ecp5_cells.sv").containsKey("select_o"));
    InputException refused =
        assertThrows(
            InputException.class,
            () ->
                WholeBitstream.write(
                    bitstream, "routed", Map.of(), work("w"), folder.resolve("whole.v")));
    assertTrue(refused.getMessage().contains("LFE5U-25F"), refused::getMessage);
  }

  private Path work(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private Path ice40(String synthesis, String device, String chip) throws Exception {
    synthesise(synthesis);
    List<String> places =
        chip.equals("sg48")
            ? List.of("2 3 4 6 9 10 11 12 13 18 19 20 21 23 25 26".split(" ", -1))
            : List.of("J3 B10 B12 B5 B4 A2 A1 C5 C4 B3 C3 A5 A6 A7 B6 B7".split(" ", -1));
    List<String> lines = new ArrayList<>();
    for (String port : ports()) {
      lines.add("set_io " + port + " " + places.get(lines.size()));
    }
    Files.write(folder.resolve("pins.pcf"), lines);
    tool(
        "nextpnr-ice40",
        "-q "
            + device
            + " --package "
            + chip
            + " --pcf pins.pcf --json netlist.json --write placed.json --asc cells.asc");
    tool("icepack", "cells.asc cells.bin");
    return folder.resolve("cells.bin");
  }

  private static List<String> ports() {
    return Stream.concat(Stream.of("clk_i", "data_i", "more_i"), OUTPUTS.stream()).toList();
  }

  private void synthesise(String command) throws Exception {
    tool(
        "yosys",
        "-q",
        "-p",
        "read_verilog -sv "
            + SOURCES
            + "; "
            + command
            + " -top cells; delete */t:$scopeinfo; write_json netlist.json");
  }

  private Path routed(Path bitstream) throws IOException {
    Path verilog = folder.resolve("routed.v");
    new RoutedDesign(folder.resolve("placed.json"), BitstreamFile.read(bitstream))
        .write("routed", verilog);
    return verilog;
  }

  private static Set<String> types(Path verilog) throws IOException {
    return Pattern.compile("(?m)^([A-Z0-9_]+) #")
        .matcher(Files.readString(verilog))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** In how many cycles each output differs between the sources and what was made of them. */
  private Map<String, Integer> differences(Path verilog, String models) throws Exception {
    try (InputStream in = Objects.requireNonNull(CompiledBoard.class.getResourceAsStream(models))) {
      Files.write(folder.resolve(models), in.readAllBytes());
    }
    Files.writeString(folder.resolve("bench.sv"), bench());
    tool(
        "iverilog",
        ("-g2012 -s bench -o bench " + SOURCES + " bench.sv " + models + " " + verilog).split(" "));
    String told = tool("vvp", "-n", "bench");
    List<MatchResult> lines =
        Pattern.compile("(?m)^(\\w+) (\\d+)$").matcher(told).results().toList();
    assertEquals(OUTPUTS, lines.stream().map(line -> line.group(1)).toList(), told);
    Map<String, Integer> differences = new TreeMap<>();
    for (MatchResult line : lines) {
      int count = Integer.parseInt(line.group(2));
      if (count > 0) {
        differences.put(line.group(1), count);
      }
    }
    return differences;
  }

  private static String bench() {
    List<String> lines = new ArrayList<>();
    lines.add("module bench;");
    lines.add("  logic clk = 1'b0, data = 1'b0, more = 1'b0;");
    lines.add("  int seed = 5, cycle = 0;");
    String connections = ".clk_i(clk), .data_i(data), .more_i(more)";
    for (String module : List.of("cells", "routed")) {
      StringBuilder all = new StringBuilder(connections);
      for (String output : OUTPUTS) {
        lines.add("  wire " + module + "_" + output + ";");
        all.append(", .").append(output).append('(').append(module).append('_').append(output);
        all.append(')');
      }
      lines.add("  " + module + " u_" + module + " (" + all + ");");
    }
    OUTPUTS.forEach(output -> lines.add("  int wrong_" + output + " = 0;"));
    lines.add("  initial begin");
    lines.add("    repeat (" + CYCLES + ") begin");
    lines.add("      #5 clk = 1'b1;");
    lines.add("      #5 clk = 1'b0;");
    lines.add("      {data, more} = $random(seed);");
    lines.add("      cycle = cycle + 1;");
    lines.add("      if (cycle > 400) begin"); // until then memories were not all read
    for (String output : OUTPUTS) {
      lines.add(
          "        if (cells_"
              + output
              + " !== routed_"
              + output
              + ") wrong_"
              + output
              + " = wrong_"
              + output
              + " + 1;");
    }
    lines.add("      end");
    lines.add("    end");
    OUTPUTS.forEach(
        output -> lines.add("    $display(\"" + output + " %0d\", wrong_" + output + ");"));
    lines.add("    $finish;");
    lines.add("  end");
    lines.add("endmodule");
    return String.join("\n", lines) + "\n";
  }

  private String tool(String name, String... arguments) throws Exception {
    String[] all = arguments.length == 1 ? arguments[0].split(" ", -1) : arguments;
    return ExternalTool.named(name).runOk(folder, all);
  }
}
