package org.microgptrom.board.project;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.catalog.Pin;
import org.microgptrom.board.catalog.Toolchain;
import org.microgptrom.rtl.synth.Family;
import org.microgptrom.rtl.synth.YosysSynthesis;

/** Yosys, nextpnr and the programs that pack what it routed into a bitstream. */
final class OpenTools {
  static final String NETLIST = ToolInput.BUILD + YosysSynthesis.FILE;
  static final String PLACED = ToolInput.BUILD + "placed.json";
  static final String ROUTE_LOG = ToolInput.BUILD + "route.log";
  static final String REPORT = ToolInput.BUILD + "timing.json";
  private static final String SCRIPT = "synth.ys";

  private OpenTools() {}

  /** The routed design as text, which is packed. */
  static String routed(Toolchain tool) {
    return ToolInput.BUILD + (tool == Toolchain.ICE40 ? "microgpt.asc" : "microgpt.config");
  }

  /** The bitstream. */
  static String bitstream(Toolchain tool) {
    return ToolInput.BUILD + (tool == Toolchain.ICE40 ? "microgpt.bin" : "microgpt.bit");
  }

  static ToolFiles files(ToolInput input) {
    Board board = input.board();
    Family family = board.tool().family().orElseThrow();
    String constraints = board.tool() == Toolchain.ICE40 ? "top.pcf" : "top.lpf";
    Map<String, String> files = new LinkedHashMap<>();
    files.put(constraints, board.tool() == Toolchain.ICE40 ? pcf(input) : lpf(input));
    files.put(
        SCRIPT,
        YosysSynthesis.script(
            input.sources(), family, board.model().synthesis(), TopModule.NAME, ToolInput.BUILD));
    return new ToolFiles(files, List.of(constraints), commands(input, family, constraints));
  }

  private static List<Command> commands(ToolInput input, Family family, String constraints) {
    Board board = input.board();
    Toolchain tool = board.tool();
    boolean ice40 = tool == Toolchain.ICE40;
    List<String> route = new ArrayList<>(words(board.chip().route()));
    route.addAll(
        List.of(
            "--seed",
            Integer.toString(input.seed()),
            "--freq",
            input.mhz(),
            "--json",
            NETLIST,
            ice40 ? "--pcf" : "--lpf",
            constraints,
            ice40 ? "--asc" : "--textcfg",
            routed(tool),
            "--write",
            PLACED,
            "--report",
            REPORT,
            "--log",
            ROUTE_LOG));
    List<String> pack = new ArrayList<>(packOptions(board));
    pack.addAll(List.of(routed(tool), bitstream(tool)));
    return List.of(
        new Command("yosys", List.of("-q", "-l", ToolInput.BUILD + "synth.log", "-s", SCRIPT)),
        new Command(family.router(), route),
        new Command(ice40 ? "icepack" : "ecppack", pack));
  }

  /** The options of icepack or ecppack for a board's bitstreams. */
  static List<String> packOptions(Board board) {
    return words(board.model().pack());
  }

  private static List<String> words(String options) {
    return options.isEmpty() ? List.of() : List.of(options.split(" ", -1));
  }

  private static String pcf(ToolInput input) {
    StringBuilder text = new StringBuilder();
    for (Pin pin : input.board().pins()) {
      text.append("set_io ").append(pin.io()).append(pin.io().isEmpty() ? "" : " ");
      text.append(pin.port()).append(' ').append(pin.pin());
      text.append(" # ").append(pin.net()).append('\n');
    }
    return text.append("set_frequency clk_i ").append(input.inputMhz()).append('\n').toString();
  }

  private static String lpf(ToolInput input) {
    StringBuilder text = new StringBuilder();
    for (Pin pin : input.board().pins()) {
      text.append("LOCATE COMP \"").append(pin.port()).append("\" SITE \"").append(pin.pin());
      text.append("\"; # ").append(pin.net()).append('\n');
      text.append("IOBUF PORT \"").append(pin.port()).append("\" ").append(pin.io()).append(";\n");
    }
    return text.append("FREQUENCY PORT \"clk_i\" ")
        .append(input.inputMhz())
        .append(" MHZ;\n")
        .toString();
  }
}
