package org.microgptrom.rtl.synth;

import java.util.List;

/** A family of FPGAs that open tools serve: these programs, and their names for its parts. */
public enum Family {
  /** Lattice iCE40. */
  ICE40(
      "synth_ice40",
      "nextpnr-ice40",
      "nextpnr-ice40",
      "SB_RAM40_4K",
      4096,
      "--pcf-allow-unconstrained",
      "--asc",
      "microgpt.asc",
      1L << 29),
  /** Lattice ECP5. */
  ECP5(
      "synth_ecp5",
      "nextpnr-ecp5",
      "nextpnr-ecp5",
      "DP16KD",
      18432,
      "--lpf-allow-unconstrained",
      "--textcfg",
      "microgpt.config",
      1L << 31);

  private final String synthesis;
  private final String router;
  private final String debianPackage;
  private final String blockCell;
  private final int blockBits;
  private final String freePins;
  private final String bitstreamOption;
  private final String bitstreamFile;
  private final long routerBytes;

  Family(
      String synthesis,
      String router,
      String debianPackage,
      String blockCell,
      int blockBits,
      String freePins,
      String bitstreamOption,
      String bitstreamFile,
      long routerBytes) {
    this.synthesis = synthesis;
    this.router = router;
    this.debianPackage = debianPackage;
    this.blockCell = blockCell;
    this.blockBits = blockBits;
    this.freePins = freePins;
    this.bitstreamOption = bitstreamOption;
    this.bitstreamFile = bitstreamFile;
    this.routerBytes = routerBytes;
  }

  /**
   * A resource that is reported.
   *
   * @param name for the user
   * @param cells pattern of the netlist's cell types that use it; empty where nextpnr counts them
   * @param places nextpnr's name of the place for one
   */
  public record Part(String name, String cells, String places) {
    private static Part places(String name, String places) {
      return new Part(name, "", places);
    }

    private static Part cells(String name, String cells, String places) {
      return new Part(name, cells, places);
    }
  }

  /** The command of Yosys that maps to this family. */
  public String synthesis() {
    return synthesis;
  }

  /** The program that places and routes. */
  public String router() {
    return router;
  }

  /** The Debian package that holds the router. */
  public String debianPackage() {
    return debianPackage;
  }

  /** The cell type of a block RAM in the netlist. */
  String blockCell() {
    return blockCell;
  }

  /** The most bits that one block RAM holds. */
  int blockBits() {
    return blockBits;
  }

  /** The option that lets the router choose pins. */
  String freePins() {
    return freePins;
  }

  /** The router's options that make it write the bitstream as a text. */
  List<String> bitstream() {
    return List.of(bitstreamOption, bitstreamFile);
  }

  /** The name of that text's file. */
  String bitstreamFile() {
    return bitstreamFile;
  }

  /**
   * Memory in bytes that is enough for one run of the router: full devices took 0.12 GB (UP5K) and
   * 1.3 GB (ECP5-85F).
   */
  long routerBytes() {
    return routerBytes;
  }

  /** The resources that are reported, in this order. */
  public List<Part> parts() {
    return switch (this) {
      case ICE40 ->
          List.of(
              Part.cells("LUTs", "SB_LUT4", "ICESTORM_LC"),
              Part.cells("flip-flops", "SB_DFF.*", "ICESTORM_LC"),
              Part.places("logic cells", "ICESTORM_LC"),
              Part.places(Resource.BLOCK_RAMS, "ICESTORM_RAM"),
              Part.places("multipliers", "ICESTORM_DSP"));
      case ECP5 ->
          List.of(
              Part.places("LUTs", "TRELLIS_COMB"),
              Part.places("flip-flops", "TRELLIS_FF"),
              Part.places(Resource.BLOCK_RAMS, "DP16KD"),
              Part.places("multipliers", "MULT18X18D"));
    };
  }
}
