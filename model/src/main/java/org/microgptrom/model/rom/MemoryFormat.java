package org.microgptrom.model.rom;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The syntaxes of memory-initialisation files; {@code docs/formats.md} defines each. Of several
 * with the same file name extension, the first is meant where nothing else says which.
 */
public enum MemoryFormat {
  /** Text for Verilog's {@code $readmemh}, IEEE 1364-2005 clause 17.2.9. */
  READMEMH("mem"),
  /** Intel (Altera) Memory Initialization File, hexadecimal, a line per word. */
  MIF("mif"),
  /** Xilinx (AMD) coefficient file. */
  COE("coe"),
  /** Text for Verilog's {@code $readmemb}. */
  READMEMB("mem"),
  /** {@link #MIF} with a line per run of equal words. */
  MIF_RANGES("mif"),
  /** {@link #MIF_RANGES} in unsigned decimal numbers. */
  MIF_UNSIGNED("mif"),
  /** Intel HEX, addresses count bytes. */
  IHEX("hex"),
  /** Intel HEX as Quartus reads it: addresses count words. Segments reach 2^20 of them. */
  IHEX_QUARTUS("hex", 8 * 255, 1 << 20),
  /** Motorola S-record. */
  SREC("srec"),
  /** Lattice memory file, hexadecimal. */
  LATTICE_HEX("mem", 256, 1 << 16),
  /** Lattice memory file, binary. */
  LATTICE_BIN("mem", 256, 1 << 16),
  /** Lattice memory file with addresses, hexadecimal. */
  LATTICE_ADDRHEX("mem", 256, 1 << 16),
  /** Gowin memory initialisation file, hexadecimal. */
  GOWIN_HEX("mi"),
  /** Gowin memory initialisation file, binary. */
  GOWIN_BIN("mi"),
  /** Gowin memory initialisation file with addresses, hexadecimal. */
  GOWIN_ADDRHEX("mi"),
  /** Microchip (Actel) simple hexadecimal file. */
  MICROCHIP_HEX("ahx"),
  /** Microchip (Microsemi) binary file: a text of bits. */
  MICROCHIP_BIN("mem"),
  /** A VHDL package with a constant array. */
  VHDL("vhd", Kind.TEXT, Integer.MAX_VALUE, Kind.LARGEST_SOURCE),
  /** A VHDL entity that selects the word by {@code case}. */
  VHDL_CASE("vhd", Kind.TEXT, Integer.MAX_VALUE, Kind.LARGEST_SOURCE),
  /** A Verilog-2001 module that selects the word by {@code case}. */
  VERILOG_CASE("v", Kind.TEXT, Integer.MAX_VALUE, Kind.LARGEST_SOURCE),
  /** A SystemVerilog module that selects the word by {@code case}. */
  SYSTEMVERILOG_CASE("sv", Kind.TEXT, Integer.MAX_VALUE, Kind.LARGEST_SOURCE),
  /** A C header with a constant array. */
  C("h"),
  /** The canonical stream: of each word the least significant byte first. */
  RAW_LE("bin", Kind.BINARY, Integer.MAX_VALUE, Integer.MAX_VALUE),
  /** Words one after the other, of each the most significant byte first. */
  RAW_BE("bin", Kind.BINARY, Integer.MAX_VALUE, Integer.MAX_VALUE),
  /** NumPy array of 16-bit integers. */
  NPY("npy", Kind.BINARY, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /** The formats of a bundle for which no others are chosen. */
  public static final List<MemoryFormat> DEFAULT = List.of(READMEMH, MIF, COE);

  private final String extension;
  private final Kind kind;
  private final int maxWidth;
  private final int maxDepth;

  /** The kinds of memory files. */
  private enum Kind {
    TEXT,
    BINARY;

    /** The most words of a source, for which compilers take minutes. */
    static final int LARGEST_SOURCE = 1 << 16;
  }

  MemoryFormat(String extension) {
    this(extension, Kind.TEXT, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  MemoryFormat(String extension, int maxWidth, int maxDepth) {
    this(extension, Kind.TEXT, maxWidth, maxDepth);
  }

  MemoryFormat(String extension, Kind kind, int maxWidth, int maxDepth) {
    this.extension = extension;
    this.kind = kind;
    this.maxWidth = maxWidth;
    this.maxDepth = maxDepth;
  }

  /** The format of this name, {@code ihex-quartus} say. */
  public static Optional<MemoryFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.toString().equals(name)).findFirst();
  }

  /** The formats whose files have this extension, as {@code mem}, the usual one first. */
  public static List<MemoryFormat> withExtension(String extension) {
    return Arrays.stream(values())
        .filter(format -> format.extension.equals(extension.toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** The format's name in options, manifests and paths, {@code ihex-quartus} say. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The bundle path of a memory in this format, {@code rom/mif/wte.mif} say. */
  public String path(String memory) {
    return "rom/" + this + "/" + memory + "." + extension;
  }

  /** Whether the format is binary, so that places in a file are offsets and not lines. */
  public boolean isBinary() {
    return kind == Kind.BINARY;
  }

  /** The most bits in a word. */
  public int maxWidth() {
    return maxWidth;
  }

  /** The most words in a file. */
  public int maxDepth() {
    return maxDepth;
  }

  /** Whether one file can hold a memory of this size. */
  public boolean holds(int width, int depth) {
    return width <= maxWidth && depth <= maxDepth;
  }
}
