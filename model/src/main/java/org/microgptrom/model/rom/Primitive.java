package org.microgptrom.model.rom;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Memory blocks of FPGAs: how many words of 16 bits, or of a multiple of them, each holds in each
 * of its modes. Modes of less than 16 bits are left out, and so are the bits beyond a multiple of
 * 16 that are meant for parity. The sources are the vendors' guides to their memories.
 */
public enum Primitive {
  /** No block: images stay as they are. */
  NONE("", ""),
  /** Block RAM of 4 kbit. */
  ICE40_EBR("iCE40", "Lattice FPGA-TN-02002", mode(256, 16)),
  /** Block RAM of 18 kbit. */
  ECP5_EBR("ECP5", "Lattice FPGA-TN-02204", mode(1024, 16), mode(512, 32)),
  /** Block RAM of 18 kbit. */
  NEXUS_EBR("CrossLink-NX, Certus-NX", "Lattice FPGA-TN-02094", mode(1024, 16), mode(512, 32)),
  /** Large RAM of 512 kbit. */
  NEXUS_LRAM("CrossLink-NX, Certus-NX", "Lattice FPGA-TN-02094", mode(16384, 32)),
  /** Block RAM of 9 kbit. */
  M9K("Cyclone IV, Cyclone 10 LP, MAX 10", "Intel UG 683580", mode(512, 16), mode(256, 32)),
  /** Block RAM of 10 kbit. */
  M10K("Cyclone V, Arria V", "Intel CV-5V2", mode(512, 16), mode(256, 32)),
  /** Block RAM of 20 kbit. */
  M20K("Arria 10, Stratix 10, Agilex", "Intel UG-S10MEMORY", mode(1024, 16), mode(512, 32)),
  /** Memory in logic, 640 bit. */
  MLAB("Cyclone V and later", "Intel CV-5V2", mode(32, 16)),
  /** Half of a {@link #RAMB36}. */
  RAMB18("7 series and later", "AMD UG473", mode(1024, 16), mode(512, 32)),
  /** Block RAM of 36 kbit. */
  RAMB36("7 series and later", "AMD UG473", mode(2048, 16), mode(1024, 32), mode(512, 64)),
  /** UltraRAM of 288 kbit. */
  URAM("UltraScale+, Versal", "AMD UG573", mode(4096, 64)),
  /** Block RAM of 18 kbit. */
  BSRAM("GW1N, GW2A, GW5A", "Gowin UG285", mode(1024, 16), mode(512, 32)),
  /** Block RAM of 20 kbit. */
  LSRAM("PolarFire", "Microchip PolarFire Fabric User Guide", mode(1024, 16), mode(512, 32)),
  /** Block RAM of 5 kbit. */
  EFX_RAM_5K("Trion", "Efinix Quantum primitives", mode(256, 16)),
  /** Block RAM of 10 kbit. */
  EFX_RAM10("Titanium", "Efinix Quantum primitives", mode(512, 16));

  private final String devices;
  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Mode> modes;

  /**
   * One way to use a block.
   *
   * @param depth words
   * @param width bits in a word, a multiple of 16
   */
  public record Mode(int depth, int width) {}

  Primitive(String devices, String source, Mode... modes) {
    this.devices = devices;
    this.source = source;
    this.modes = List.of(modes);
  }

  private static Mode mode(int depth, int width) {
    return new Mode(depth, width);
  }

  /** The block of this name, {@code ecp5-ebr} say. */
  public static Optional<Primitive> named(String name) {
    return Arrays.stream(values())
        .filter(primitive -> primitive.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** The name in options and manifests, {@code ecp5-ebr} say. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The families of devices that have it. */
  public String devices() {
    return devices;
  }

  /** The vendor's document that gives its sizes. */
  public String source() {
    return source;
  }

  /** Its modes, the narrowest first. */
  public List<Mode> modes() {
    return modes;
  }

  /** What its user must know; empty for most. */
  public String note() {
    return this == URAM
        ? "UltraRAM of UltraScale+ starts with zeros whatever a file says (AMD UG573): load it at"
            + " run time; only Versal's can be initialised"
        : "";
  }

  /**
   * The mode that takes the fewest blocks for a memory of this size; of several the deepest, as
   * joining words side by side needs no logic.
   */
  Mode best(int width, int depth) {
    return modes.stream()
        .min(
            Comparator.comparingLong((Mode mode) -> blocks(mode, width, depth))
                .thenComparingInt(mode -> -mode.depth))
        .orElseThrow();
  }

  private static long blocks(Mode mode, int width, int depth) {
    return (long) Region.ceilDiv(depth, mode.depth) * Region.ceilDiv(width, mode.width);
  }
}
