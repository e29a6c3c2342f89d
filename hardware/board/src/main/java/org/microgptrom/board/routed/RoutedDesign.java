package org.microgptrom.board.routed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.microgptrom.board.bitstream.BlockContents;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * A circuit as nextpnr has placed and routed it, read from what it writes with {@code --write}: the
 * cells, their wires, their parameters, from which it also made the bitstream. What its block RAMs
 * hold comes from the bitstream, which may have got other contents since.
 */
public final class RoutedDesign {
  private static final String PLACE = "NEXTPNR_BEL";
  private static final String OUTPUT = "output";

  private final Path file;
  private final Family family;
  private final Map<String, Boolean> ports = new LinkedHashMap<>(); // whether each is an output
  private final Map<Integer, String> names = new HashMap<>(); // of wires
  private final List<PlacedCell> cells = new ArrayList<>();

  /**
   * Reads a placement.
   *
   * @param contents of the bitstream's block RAMs
   * @throws InputException if the file is missing, no placement or that of another device
   */
  public RoutedDesign(Path file, BlockContents contents) {
    this.file = file;
    JsonNode module = top(file);
    String device = module.path("settings").path("arch.type").asText().toLowerCase(Locale.ROOT);
    if (!contents.isFor(device)) {
      throw new InputException(
          file,
          "is for '" + device + "', the bitstream for " + contents.device(),
          "build both again");
    }
    family = Family.of(device);
    for (Map.Entry<String, JsonNode> port : module.path("ports").properties()) {
      ports.put(port.getKey(), port.getValue().path("direction").asText().equals(OUTPUT));
      names.put(port.getValue().path("bits").path(0).asInt(-1), port.getKey());
    }
    Set<Integer> driven = new HashSet<>();
    for (JsonNode cell : module.path("cells")) {
      for (Map.Entry<String, JsonNode> wire : cell.path("connections").properties()) {
        if (cell.path("port_directions").path(wire.getKey()).asText().equals(OUTPUT)) {
          wire.getValue().forEach(bit -> driven.add(bit.asInt()));
        }
      }
    }
    for (Map.Entry<String, JsonNode> entry : module.path("cells").properties()) {
      PlacedCell cell = cell(entry.getKey(), entry.getValue(), driven);
      int bits = family.blockBits(cell.type());
      if (bits > 0) {
        cell.parameters().keySet().removeIf(name -> name.startsWith("INIT"));
        BitSet stored = contents.at(cell.place()).orElseGet(BitSet::new);
        cell.parameters().put("INIT", bits + "'h" + BlockContents.hex(stored, bits));
      }
      cells.add(cell);
    }
    family.complete(cells);
  }

  private static JsonNode top(Path file) {
    for (JsonNode module : Json.read(file, JsonNode.class).path("modules")) {
      for (JsonNode cell : module.path("cells")) {
        if (cell.path("attributes").has(PLACE)) {
          return module;
        }
      }
    }
    throw new InputException(
        file, "holds no placed cells", "nextpnr --write FILE writes such a file");
  }

  private PlacedCell cell(String name, JsonNode node, Set<Integer> driven) {
    Map<String, String> attributes = texts(node.path("attributes"));
    String type = node.path("type").asText();
    Map<String, String> inputs = new LinkedHashMap<>();
    Map<String, String> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.path("connections").properties()) {
      String port = entry.getKey();
      int wire = entry.getValue().path(0).asInt(-1);
      String named = names.get(wire);
      if (port.equals(family.pad(type)) && named != null) {
        boolean output = ports.getOrDefault(named, false);
        (output ? outputs : inputs).put(output ? VerilogText.PAD_OUT : VerilogText.PAD_IN, named);
      } else if (node.path("port_directions").path(port).asText().equals(OUTPUT)) {
        outputs.put(port, wire < 0 ? "" : VerilogText.wire(wire));
      } else {
        inputs.put(port, driven.contains(wire) ? VerilogText.wire(wire) : "");
      }
    }
    return new PlacedCell(
        name,
        type,
        attributes.getOrDefault(PLACE, ""),
        attributes,
        texts(node.path("parameters")),
        inputs,
        outputs);
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  /** The name of the file that models the cells, a resource of the board's simulation. */
  public String models() {
    return family.models();
  }

  /** The number of cells. */
  public int cells() {
    return cells.size();
  }

  /**
   * Writes the design as Verilog: instances of the cells under a top module, wired by single bits.
   *
   * @param top name of the module, whose ports are those of the circuit's top
   */
  public void write(String top, Path verilog) throws IOException {
    VerilogText text = new VerilogText(top, ports);
    cells.forEach(text::add);
    Optional<String> lost = text.lost();
    if (lost.isPresent()) {
      throw new InputException(file, "does not say what drives " + lost.get(), "");
    }
    Files.writeString(verilog, text.text(), StandardCharsets.UTF_8);
  }
}
