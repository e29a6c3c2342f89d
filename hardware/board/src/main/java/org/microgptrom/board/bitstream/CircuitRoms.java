package org.microgptrom.board.bitstream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitParameters;

/**
 * The ROMs of the circuit in a netlist, by the names of its instances. Names only say which image
 * belongs where: whether it is there, the words tell.
 */
final class CircuitRoms {
  private static final String UNIT = "gen_unit\\[[0-9]+\\]\\.";
  private static final String STREAM = UNIT + "gen_stream\\[[0-9]+\\]\\.u_stream\\.";

  /** Before the names of a board, whose circuit has one sequence. */
  private static final String BOARD = "u_board.";

  // The ROM asks Yosys to keep the name of its output; the others all versions keep.
  private static final String DATA = "data_o";
  private static final String ADDRESS = "test_addr_i";
  private static final String SELECT = "test_i";

  private CircuitRoms() {}

  /**
   * One ROM.
   *
   * @param image that it should hold
   * @param memory its path of instances within the circuit
   * @param address the wires of an address
   * @param select the wire with which the memory reads at this address and is not written
   * @param selected the value of that wire
   * @param data the word, one clock edge after its address
   */
  record Rom(
      MemoryMap.Image image,
      String memory,
      String address,
      String select,
      int selected,
      String data) {}

  /** Where an image is in the circuit, and how often. */
  private record Place(String pattern, int count) {}

  private static Map<String, Place> places(Manifest manifest, Variant variant) {
    int streams = variant.streams();
    MemoryMap map = manifest.memoryMap();
    int columns = MemoryMap.tileColumns(manifest.config(), map.lanes());
    Map<String, Place> places = new LinkedHashMap<>();
    for (int bits : Code.WIDTHS) {
      places.put(
          MemoryMap.lanesImage(bits),
          new Place(
              UNIT + "u_matrix\\.u_weights\\.gen_width" + bits + "\\.u_codes\\.u_rom",
              variant.units()));
    }
    String embedding = STREAM + "gen_embedding\\.u_embedding\\.";
    places.put(MemoryMap.WTE_LANES_IMAGE, new Place(embedding + "u_wte\\.u_rom", streams));
    places.put(MemoryMap.WPE_LANES_IMAGE, new Place(embedding + "u_wpe\\.u_rom", streams));
    places.put(
        MemoryMap.FIRST_LAYER,
        new Place(UNIT + "u_matrix\\.gen_first_layer\\.u_first_layer\\.u_rom", variant.units()));
    places.put(
        MemoryMap.EXP2_IMAGE,
        new Place(STREAM + "u_softmax\\.gen_lane\\[[0-9]+\\]\\.u_exp2", streams * columns));
    places.put(
        MemoryMap.CONSTANTS_IMAGE, new Place(STREAM + "u_scalar\\.u_(?:low|high)", 2 * streams));
    return places;
  }

  /**
   * The images that the circuit reads word by word. The others are codebooks, whose words it has
   * all at once: logic.
   */
  static List<MemoryMap.Image> images(Manifest manifest) {
    Map<String, Place> places = places(manifest, manifest.variant());
    MemoryMap map = manifest.memoryMap();
    return CircuitParameters.images(map).stream()
        .filter(places::containsKey)
        .map(map::image)
        .toList();
  }

  /**
   * Finds all ROMs of a bundle's circuit.
   *
   * @param file of the netlist, for errors
   * @throws InputException if the netlist has no such circuit, or one for other sizes
   */
  static List<Rom> find(String file, Netlist netlist, Manifest manifest) {
    boolean board = netlist.wires().keySet().stream().anyMatch(name -> name.startsWith(BOARD));
    Map<String, Place> places = places(manifest, board ? Variant.ONE : manifest.variant());
    List<Rom> roms = new ArrayList<>();
    for (MemoryMap.Image image : images(manifest)) {
      Place place = Objects.requireNonNull(places.get(image.name()));
      Pattern wire = Pattern.compile("(?:.*\\.)?(" + place.pattern() + ")\\." + DATA);
      int before = roms.size();
      for (String name : netlist.wires().keySet()) {
        Matcher matcher = wire.matcher(name);
        if (matcher.matches()) {
          roms.add(rom(file, netlist, image, name, matcher.group(1)));
        }
      }
      if (roms.size() - before != place.count()) {
        throw new InputException(
            file,
            "has "
                + (roms.size() - before)
                + " ROMs that should hold "
                + image.name()
                + ", the bundle's circuit "
                + place.count(),
            "it should be the netlist of this bundle, flat and with the names of its sources, which"
                + " Yosys 0.69 keeps after: scratchpad -set abc9.xaiger 1");
      }
    }
    return roms;
  }

  private static Rom rom(
      String file, Netlist netlist, MemoryMap.Image image, String name, String memory) {
    String prefix = name.substring(0, name.length() - DATA.length());
    Rom rom = new Rom(image, memory, prefix + ADDRESS, prefix + SELECT, 1, name);
    requireWires(file, netlist, rom);
    return rom;
  }

  /**
   * The memory with which a board describes itself, which holds requests, too.
   *
   * @param image its initial content
   * @throws InputException if the netlist has no such memory
   */
  static Rom ofBoard(String file, Netlist netlist, MemoryMap.Image image) {
    Rom rom =
        new Rom(
            image,
            BOARD + "memory",
            BOARD + "read_address",
            BOARD + "write",
            0,
            BOARD + "memory_byte");
    requireWires(file, netlist, rom);
    return rom;
  }

  private static void requireWires(String file, Netlist netlist, Rom rom) {
    MemoryMap.Image image = rom.image();
    int addressBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(image.depth() - 1));
    if (netlist.width(rom.data()) != image.width()
        || netlist.width(rom.address()) < addressBits
        || netlist.width(rom.select()) != 1) {
      throw new InputException(
          file,
          rom.memory()
              + " is no memory of "
              + image.depth()
              + " words of "
              + image.width()
              + " bits that can be followed",
          "it should be the netlist of this bundle");
    }
  }
}
