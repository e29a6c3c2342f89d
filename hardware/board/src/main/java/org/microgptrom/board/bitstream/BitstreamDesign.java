package org.microgptrom.board.bitstream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.InParallel;
import org.microgptrom.model.io.InputException;

/**
 * A bitstream with the netlist that it was made from and the places of that netlist's block RAMs.
 *
 * @param file the name of the bitstream's file
 * @param netlistFile the name of the netlist's file
 * @param places of the netlist's block RAMs, by name
 */
record BitstreamDesign(
    String file,
    BlockContents contents,
    String netlistFile,
    Netlist netlist,
    Map<String, String> places) {
  /** The name of the file that the router writes with {@code --write}. */
  static final String PLACEMENT = "placed.json";

  /** The name of the file that Yosys writes for the router. */
  static final String NETLIST = "netlist.json";

  /**
   * Reads bitstream, placement and netlist.
   *
   * @param placement null for the one beside the bitstream; the netlist lies beside it
   * @throws InputException if one is missing, damaged or of another device or netlist
   */
  static BitstreamDesign read(Path bitstream, @Nullable Path placement) throws IOException {
    Path placed = placement == null ? bitstream.resolveSibling(PLACEMENT) : placement;
    Path netlistFile = placed.resolveSibling(NETLIST);
    // Each of the three files takes a second or so where the device is large.
    InParallel.Task<Placement> placing = InParallel.start(() -> placement(placed));
    InParallel.Task<Netlist> parsing = InParallel.start(() -> netlist(netlistFile));
    BlockContents contents = BitstreamFile.read(bitstream);
    Placement router = placing.get();
    String device = router.device().toLowerCase(Locale.ROOT);
    if (!contents.isFor(device)) {
      throw new InputException(
          bitstream,
          "is for "
              + contents.device()
              + ", the placement "
              + placed.getFileName()
              + " for "
              + device,
          "name the placement of this bitstream with --placement");
    }
    Netlist netlist = parsing.get();
    Map<String, String> places = new LinkedHashMap<>();
    for (Netlist.Cell cell : netlist.cells().values()) {
      if (contents.cells().isBlock(cell.type())) {
        places.put(cell.name(), router.of(cell));
      }
    }
    if (places.isEmpty()) {
      throw new InputException(netlistFile, "has no block RAM of " + contents.device(), "");
    }
    return new BitstreamDesign(
        bitstream.getFileName().toString(),
        contents,
        netlistFile.getFileName().toString(),
        netlist,
        places);
  }

  private static Placement placement(Path placed) {
    if (Files.isDirectory(placed)) {
      throw new InputException(
          placed, "is a folder, the JSON file expected that nextpnr wrote", "name the file");
    }
    if (!Files.exists(placed)) {
      throw InputException.missing(
          placed,
          "placement",
          "name it with --placement: the JSON file that nextpnr writes with --write, beside the "
              + NETLIST
              + " that it read");
    }
    return new Placement(placed);
  }

  private static Netlist netlist(Path file) {
    if (!Files.isRegularFile(file)) {
      throw InputException.missing(
          file, "netlist", "keep the file that nextpnr read beside the one that it wrote");
    }
    return Netlist.read(file);
  }

  /** The same design with other contents of its block RAMs. */
  BitstreamDesign with(BlockContents other) {
    return new BitstreamDesign(file, other, netlistFile, netlist, places);
  }
}
