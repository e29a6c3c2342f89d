package org.microgptrom.board.simulated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.board.bitstream.BitstreamFile;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.board.routed.RoutedDesign;
import org.microgptrom.board.routed.WholeBitstream;
import org.microgptrom.model.io.InputException;

/**
 * What is simulated of a board: the sources of its project, or the cells that place and route made
 * of them, or those that are read from its bitstream.
 *
 * @param project its folder
 * @param sources of the top level and of the models that it needs, in compile order, relative to
 *     the project or absolute
 * @param gates whether they are cells of the FPGA
 */
record SimulatedDesign(Path project, BoardDescription board, List<String> sources, boolean gates) {
  private static final String PLLS = "pll_models.sv";
  private static final String VERILOG = "gates.v";

  /** A line of a board's constraints for an iCE40: options, port, pin. */
  private static final Pattern PIN = Pattern.compile("^set_io .*?([a-z_]+) (\\w+) #");

  /**
   * The design that a path means.
   *
   * @param path the folder of a project; or in its folder {@code build} what nextpnr has written
   *     with {@code --write}, which gets the block RAMs' contents from the bitstream beside it; or
   *     the bitstream of an iCE40 without multipliers
   * @param work a folder for files that are made
   * @throws InputException if there is no such project or file, or it can't be simulated
   */
  static SimulatedDesign of(Path path, Path work) throws IOException {
    Path project = project(path);
    BoardDescription board = BoardDescription.read(project);
    if (project.equals(path)) {
      List<String> sources = new ArrayList<>(board.sources());
      sources.add(copy(PLLS, work));
      return new SimulatedDesign(project, board, sources, false);
    }
    Path verilog = work.resolve(VERILOG).toAbsolutePath();
    String models;
    if (path.toString().endsWith(".json")) {
      RoutedDesign routed = new RoutedDesign(path, BitstreamFile.read(bitstream(project, board)));
      routed.write(board.top(), verilog);
      models = routed.models();
    } else {
      WholeBitstream.write(path, board.top(), pins(project, board), work, verilog);
      models = WholeBitstream.models();
    }
    return new SimulatedDesign(
        project, board, List.of(verilog.toString(), copy(models, work), copy(PLLS, work)), true);
  }

  /** The folder of the project that a path means. */
  static Path project(Path path) {
    if (!Files.isRegularFile(path)) {
      return path;
    }
    Path project = path.toAbsolutePath().resolve("../..").normalize();
    if (!Files.exists(project.resolve(BoardDescription.FILE))) {
      throw new InputException(
          path,
          "lies in no board's project, which says what its pins are",
          "leave it in the folder build of the project that 'board' has written");
    }
    return project;
  }

  /** The device's pins by the names of the top's ports, as the file says that the router takes. */
  private static Map<String, String> pins(Path project, BoardDescription board) throws IOException {
    Map<String, String> pins = new TreeMap<>();
    for (String file : board.constraints()) {
      for (String line : Files.readAllLines(project.resolve(file))) {
        Matcher pin = PIN.matcher(line);
        if (pin.find()) {
          pins.put(pin.group(1), pin.group(2));
        }
      }
    }
    return pins;
  }

  private static Path bitstream(Path project, BoardDescription board) {
    BoardDescription.Build build = board.build();
    if (build == null || !build.timingMet()) {
      throw new InputException(
          project,
          "has no bitstream, which says what the block RAMs hold",
          "build it: its timing must be met");
    }
    return project.resolve(build.files().get(build.files().size() - 1));
  }

  /** Copies a file that the simulation needs, and gives its place. */
  static String copy(String name, Path work) throws IOException {
    Path copy = work.resolve(name).toAbsolutePath();
    try (var in = SimulatedDesign.class.getResourceAsStream(name)) {
      Files.copy(in, copy);
    }
    return copy.toString();
  }
}
