package org.microgptrom.bundle.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.rom.MemoryFormat;

/** Finds the format of a file by its extension or its first bytes. */
final class MemoryFileType {
  private static final int START_BYTES = 4096;

  /** The extensions that stand for exactly one format. */
  private static final Map<String, MemoryFormat> CERTAIN =
      Map.ofEntries(
          Map.entry("mif", MemoryFormat.MIF),
          Map.entry("coe", MemoryFormat.COE),
          Map.entry("mi", MemoryFormat.GOWIN_HEX),
          Map.entry("ahx", MemoryFormat.MICROCHIP_HEX),
          Map.entry("shx", MemoryFormat.MICROCHIP_HEX),
          Map.entry("memh", MemoryFormat.READMEMH),
          Map.entry("memb", MemoryFormat.READMEMB),
          Map.entry("srec", MemoryFormat.SREC),
          Map.entry("s19", MemoryFormat.SREC),
          Map.entry("s28", MemoryFormat.SREC),
          Map.entry("s37", MemoryFormat.SREC),
          Map.entry("mot", MemoryFormat.SREC),
          Map.entry("ihex", MemoryFormat.IHEX),
          Map.entry("ihx", MemoryFormat.IHEX),
          Map.entry("vhd", MemoryFormat.VHDL),
          Map.entry("vhdl", MemoryFormat.VHDL),
          Map.entry("v", MemoryFormat.VERILOG_CASE),
          Map.entry("sv", MemoryFormat.SYSTEMVERILOG_CASE),
          Map.entry("h", MemoryFormat.C),
          Map.entry("c", MemoryFormat.C),
          Map.entry("bin", MemoryFormat.RAW_LE),
          Map.entry("npy", MemoryFormat.NPY));

  private MemoryFileType() {}

  /**
   * The format of a file.
   *
   * @return the format; empty for a file that can only hold words of {@code $readmemh} or {@code
   *     $readmemb}, and for one of no known format
   */
  static Optional<MemoryFormat> of(Path file) throws IOException {
    MemoryFormat certain = CERTAIN.get(extension(file));
    return certain != null ? Optional.of(certain) : ofStart(file);
  }

  /** Whether the file's extension is one of plain words, without a header. */
  static boolean isPlain(Path file) {
    return switch (extension(file)) {
      case "mem", "hex", "dat", "data", "txt", "rom", "init", "vmem", "rmem" -> true;
      default -> false;
    };
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static Optional<MemoryFormat> ofStart(Path file) throws IOException {
    String start;
    try (InputStream in = Files.newInputStream(file)) {
      start = new String(in.readNBytes(START_BYTES), StandardCharsets.ISO_8859_1);
    }
    String text = start.replaceFirst("^\u00EF\u00BB\u00BF", "").strip().toLowerCase(Locale.ROOT);
    if (text.matches("(?s):[0-9a-f]{10}.*")) {
      return Optional.of(MemoryFormat.IHEX);
    }
    if (text.matches("(?s)s[0-9][0-9a-f]{6}.*")) {
      return Optional.of(MemoryFormat.SREC);
    }
    if (text.contains("memory_initialization_radix")) {
      return Optional.of(MemoryFormat.COE);
    }
    if (text.startsWith("#format")) {
      return Optional.of(MemoryFormat.LATTICE_HEX);
    }
    return text.startsWith("#file_format") ? Optional.of(MemoryFormat.GOWIN_HEX) : Optional.empty();
  }
}
