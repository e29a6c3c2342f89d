package org.microgptrom.model.rom;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The memory blocks of FPGAs, with the words and bits that a block holds in each of its geometries.
 * The sources are the vendors' guides to their memories.
 */
public enum Primitive {
  /** No block: images stay as they are. */
  NONE("", "", ""),
  /** Block RAM of 4 kbit. */
  ICE40_EBR("iCE40", "Lattice FPGA-TN-02002", "2048x2 1024x4 512x8 256x16"),
  /** Block RAM of 18 kbit. */
  ECP5_EBR("ECP5", "Lattice FPGA-TN-02204", Sizes.OF_18_KBIT),
  /** Block RAM of 18 kbit. */
  NEXUS_EBR("CrossLink-NX, Certus-NX", "Lattice FPGA-TN-02094", Sizes.OF_18_KBIT),
  /** Large RAM of 512 kbit. */
  NEXUS_LRAM("CrossLink-NX, Certus-NX", "Lattice FPGA-TN-02094", "16384x32"),
  /** Block RAM of 9 kbit. */
  M9K(
      "Cyclone IV, Cyclone 10 LP, MAX 10",
      "Intel UG 683580",
      "8192x1 4096x2 2048x4 1024x9 512x18 256x36"),
  /** Block RAM of 10 kbit. */
  M10K("Cyclone V, Arria V", "Intel CV-5V2", "8192x1 4096x2 2048x5 1024x10 512x20 256x40"),
  /** Block RAM of 20 kbit. */
  M20K("Arria 10, Stratix 10, Agilex", "Intel UG-S10MEMORY", "2048x10 1024x20 512x40"),
  /** Memory in logic, 640 bit. */
  MLAB("Cyclone V and later", "Intel CV-5V2", "32x20"),
  /** Half of a {@link #RAMB36}. */
  RAMB18("7 series and later", "AMD UG473", Sizes.OF_18_KBIT),
  /** Block RAM of 36 kbit. */
  RAMB36("7 series and later", "AMD UG473", "32768x1 16384x2 8192x4 4096x9 2048x18 1024x36 512x72"),
  /** UltraRAM of 288 kbit. */
  URAM("UltraScale+, Versal", "AMD UG573", "4096x72"),
  /** Block RAM of 18 kbit. */
  BSRAM("GW1N, GW2A, GW5A", "Gowin UG285", Sizes.OF_18_KBIT),
  /** Block RAM of 20 kbit. */
  LSRAM(
      "PolarFire",
      "Microchip PolarFire Fabric User Guide",
      "16384x1 8192x2 4096x5 2048x10 1024x20 512x40"),
  /** Block RAM of 5 kbit. */
  EFX_RAM_5K("Trion", "Efinix Quantum primitives", "256x20"),
  /** Block RAM of 10 kbit. */
  EFX_RAM10("Titanium", "Efinix Quantum primitives", "512x20");

  private final String devices;
  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // made by toList
  private final List<Mode> geometries;

  @SuppressWarnings("ImmutableEnumChecker") // made by toList
  private final List<Mode> modes;

  /** The geometries that several kinds have in common. */
  private static final class Sizes {
    private static final String OF_18_KBIT = "16384x1 8192x2 4096x4 2048x9 1024x18 512x36";
  }

  /**
   * One way to use a block.
   *
   * @param depth number of words
   * @param width bits in a word
   */
  public record Mode(int depth, int width) {
    private static Mode parse(String text) {
      String[] sizes = text.split("x", 2);
      return new Mode(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]));
    }
  }

  Primitive(String devices, String source, String geometries) {
    this.devices = devices;
    this.source = source;
    this.geometries =
        Arrays.stream(geometries.split(" ", -1))
            .filter(text -> !text.isEmpty())
            .map(Mode::parse)
            .toList();
    this.modes =
        this.geometries.stream()
            .map(mode -> new Mode(mode.depth, Integer.highestOneBit(mode.width)))
            .toList();
  }

  /** The block with this name, such as {@code ecp5-ebr}. */
  public static Optional<Primitive> named(String name) {
    return Arrays.stream(values())
        .filter(primitive -> primitive.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** The block's name in options and manifests, such as {@code ecp5-ebr}. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The families of devices that have this block. */
  public String devices() {
    return devices;
  }

  /** The vendor's document that states the block's sizes. */
  public String source() {
    return source;
  }

  /** All geometries of the block, the narrowest first. */
  public List<Mode> geometries() {
    return geometries;
  }

  /**
   * The geometries in powers of two, without the bits beyond, which are for parity; the narrowest
   * first.
   */
  public List<Mode> modes() {
    return modes;
  }

  /** A note that the block's user must know; empty for most blocks. */
  public String note() {
    return this == URAM
        ? "UltraRAM of UltraScale+ starts with zeros whatever a file says (AMD UG573): load it at"
            + " run time; only Versal's can be initialised"
        : "";
  }

  /**
   * The mode that takes the fewest blocks for an image, of those that hold one of its values in a
   * word; of several such modes the deepest, as joining words side by side needs no logic.
   */
  Mode best(MemoryMap.Image image) {
    return modes.stream()
        .filter(mode -> mode.width >= image.valueBits())
        .min(
            Comparator.comparingLong((Mode mode) -> blocks(mode, image))
                .thenComparingInt(mode -> -mode.depth))
        .orElseThrow();
  }

  private static long blocks(Mode mode, MemoryMap.Image image) {
    return (long) Region.ceilDiv(image.depth(), mode.depth)
        * Region.ceilDiv(image.width(), mode.width);
  }
}
