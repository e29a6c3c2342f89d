package org.microgptrom.board.routed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.board.bitstream.BitstreamFile;
import org.microgptrom.board.bitstream.BlockContents;
import org.microgptrom.model.io.InputException;
import org.microgptrom.rtl.tools.HdlTool;

/**
 * A whole bitstream of an iCE40 as Verilog: every cell and wire that Project IceStorm reads there,
 * and nothing else.
 */
public final class WholeBitstream {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  /** What icebox_vlog writes of a multiplier: names of what is connected to it, and no cell. */
  private static final Pattern MULTIPLIER = Pattern.compile("/\\* DSP[0-3] ");

  private WholeBitstream() {}

  /** The name of the file that models the cells, a resource of the board's simulation. */
  public static String models() {
    return new Ice40Family().models();
  }

  /**
   * Writes a bitstream as Verilog.
   *
   * @param bitstream {@code .bin} or {@code .asc}
   * @param top name of the module
   * @param pins of the device by the names of the module's ports
   * @param work a folder for files on the way
   * @throws InputException if the file is no bitstream of an iCE40, is damaged, uses multipliers or
   *     anything else that its reader does not know, or a tool is missing
   */
  public static void write(
      Path bitstream, String top, Map<String, String> pins, Path work, Path verilog)
      throws IOException {
    BlockContents contents = BitstreamFile.read(bitstream);
    if (!contents.device().startsWith("iCE40")) {
      throw new InputException(
          bitstream,
          "is for " + contents.device() + "; of an iCE40's bitstream only can a circuit be made",
          "simulate the placement beside it, placed.json");
    }
    Path text = work.resolve("bitstream.asc");
    Files.write(text, contents.text(), StandardCharsets.ISO_8859_1);
    Path places = work.resolve("places.pcf");
    Files.write(
        places,
        pins.entrySet().stream()
            .map(pin -> "set_io " + pin.getKey() + " " + pin.getValue())
            .sorted()
            .toList());
    String made =
        read(bitstream, work, List.of("-s", "-n", top, "-p", places.toString(), text.toString()));
    int module = made.indexOf("module " + top);
    if (module < 0) {
      throw new InputException(bitstream, "holds no circuit that icebox_vlog can read", "");
    }
    if (MULTIPLIER.matcher(made).find()) {
      throw new InputException(
          bitstream,
          "uses multipliers, which icebox_vlog can't read from bitstreams",
          "simulate the placement beside it, placed.json");
    }
    Files.writeString(
        verilog, declaredOnce(made.substring(module), pins.keySet()), StandardCharsets.UTF_8);
  }

  /** Ports are declared as wires or registers once more, which not all simulators take. */
  private static String declaredOnce(String module, Set<String> ports) {
    int body = module.indexOf(";") + 1;
    String head = module.substring(0, body);
    StringBuilder text = new StringBuilder(head).append('\n');
    String names = "\\b(" + String.join("|", ports) + ")\\b";
    Matcher port = Pattern.compile("(input|output) " + names).matcher(head);
    while (port.find()) {
      String name = port.group(2);
      boolean input = port.group(1).equals("input");
      text.append(
          input ? "assign pin_" + name + " = " + name : "assign " + name + " = pin_" + name);
      text.append(";\n");
    }
    return text + module.substring(body).replaceAll(names, "pin_$1");
  }

  private static String read(Path bitstream, Path work, List<String> arguments) throws IOException {
    HdlTool tool = HdlTool.require("icebox_vlog", "fpga-icestorm");
    HdlTool.Result result = tool.run(work, TIMEOUT, arguments);
    if (!result.succeeded()) {
      List<String> said = result.output().lines().filter(line -> !line.isBlank()).toList();
      throw new InputException(
          bitstream,
          tool.name()
              + " can't take it apart"
              + (said.isEmpty() ? "" : ": " + said.get(said.size() - 1).strip()),
          "simulate the placement beside it, placed.json");
    }
    return result.output();
  }
}
