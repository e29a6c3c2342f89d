package org.microgptrom.board.bitstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.microgptrom.model.io.InputException;

/** The places that the router has given the block RAMs of a netlist. */
final class Placement {
  private static final String PLACE = "NEXTPNR_BEL";

  /** What the router for iCE40 adds to the name of a block RAM. */
  private static final String SUFFIX = "_RAM";

  private final Path file;
  private final String device;
  private final Map<String, Block> blocks = new HashMap<>();

  private record Block(String place, Map<String, String> parameters) {}

  /**
   * Reads what {@code nextpnr --write} has written.
   *
   * @throws InputException if the file is missing or holds no placed block RAM
   */
  Placement(Path file) {
    this.file = file;
    JsonNode module = Netlist.top(file);
    device = module.path("settings").path("arch.type").asText();
    for (Map.Entry<String, JsonNode> entry : module.path("cells").properties()) {
      JsonNode cell = entry.getValue();
      String type = cell.path("type").asText();
      String place = cell.path("attributes").path(PLACE).asText();
      if (!place.isEmpty() && (type.equals("ICESTORM_RAM") || type.equals("DP16KD"))) {
        blocks.put(entry.getKey(), new Block(place, Netlist.texts(cell.path("parameters"))));
      }
    }
    if (blocks.isEmpty()) {
      throw new InputException(
          file, "holds no block RAM with its place", "nextpnr --write FILE writes such a file");
    }
  }

  /** The router's name of the device, {@code up5k} or {@code lfe5u_25f}, say. */
  String device() {
    return device;
  }

  /**
   * The place of a block RAM of the netlist.
   *
   * @throws InputException if this is the placement of another netlist
   */
  String of(Netlist.Cell cell) {
    Block block = blocks.get(cell.name());
    block = block == null ? blocks.get(cell.name() + SUFFIX) : block;
    if (block == null) {
      throw other("does not place the netlist's block RAM " + cell.name());
    }
    Map<String, String> placed = block.parameters;
    cell.parameters()
        .forEach(
            (name, value) -> {
              if (name.startsWith("INIT") && !value.equals(placed.get(name))) {
                throw other("has other contents of " + cell.name() + " than the netlist");
              }
            });
    return block.place;
  }

  private InputException other(String problem) {
    return new InputException(file, problem, "it belongs to another netlist: build both again");
  }
}
