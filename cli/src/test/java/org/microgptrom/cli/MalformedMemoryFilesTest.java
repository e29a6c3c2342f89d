package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.MemoryReaders;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.MemoryWriters;

/** Files with one defect: each is refused with the line, or the offset, where it begins. */
class MalformedMemoryFilesTest {
  private static final int DEPTH = 20;
  private static final Pattern PLACE = Pattern.compile("^x(?::(\\d+):\\d+| at offset (\\d+)): ");

  /** Words of 32 bits; the one at address 9 is unlike all others in every format. */
  private static final RomImage IMAGE =
      new RomImage(
          "x",
          2,
          DEPTH,
          (address, lane) -> (short) (address == 9 ? 0x7b3e : 0xa000 + 0x111 * address + lane));

  /** Digits of the word at address 9, where they stand in a line of their own. */
  private static final String WORD_9 = "7b3e7b3e";

  private final Map<String, Defect> defects = new LinkedHashMap<>();

  /** A file, a character per byte, and the line or offset at which it must be refused. */
  private record Defect(MemoryFormat format, String file, long place) {}

  @Test
  void everyDefectOfEveryFormatIsFoundAtItsPlace() throws IOException {
    for (MemoryFormat format : MemoryFormat.values()) {
      int before = defects.size();
      if (format.isBinary()) {
        binaryDefects(format);
      } else {
        textDefects(format);
        ownDefects(format);
      }
      int count = defects.size() - before;
      assertTrue(count >= 10, format + " has " + count + " defects");
    }
    assertEquals(550, defects.size());
    assertAll(
        defects.entrySet().stream().map(entry -> () -> check(entry.getKey(), entry.getValue())));
  }

  private static void check(String name, Defect defect) {
    CanonicalText text =
        new CanonicalText(
            "x",
            new ByteArrayInputStream(defect.file.getBytes(StandardCharsets.ISO_8859_1)),
            defect.format.isBinary());
    InputException e =
        assertThrows(
            InputException.class,
            () -> MemoryReaders.of(defect.format).read(text, IMAGE.shape(), (a, w) -> {}),
            name);
    Matcher place = PLACE.matcher(e.getMessage());
    assertTrue(place.find(), name + ": " + e.getMessage());
    String number = place.group(defect.format.isBinary() ? 2 : 1);
    assertEquals(Long.toString(defect.place), number, name + ": " + e.getMessage());
  }

  /** Defects that any text can have. Line numbers are those of the right file, from 1. */
  private void textDefects(MemoryFormat format) throws IOException {
    String right = new String(file(format), StandardCharsets.ISO_8859_1);
    List<String> lines = List.of(right.split("\n"));
    int word = lineOfWord9(format, lines);
    String line = lines.get(word);
    add(format, "empty", "", 1);
    add(format, "cut short within a word", right.substring(0, start(lines, word) + 4), word + 1L);
    add(format, "cut short after a word", right.substring(0, start(lines, word)), word + 1L);
    add(format, "no last line feed", right.substring(0, right.length() - 1), lines.size());
    add(format, "CRLF", right.replace("\n", "\r\n"), 1);
    add(format, "something after the end", right + "0\n", lines.size() + 1L);
    add(format, "blank line", join(insert(lines, word, "")), word + 1L);
    add(format, "comment", join(insert(lines, word, "// weights")), word + 1L);
    add(format, "line of garbage", join(insert(lines, word, "garbage")), word + 1L);
    add(format, "NUL", right.substring(0, start(lines, word)) + "\0" + right, word + 1L);
    add(format, "space in front", join(replace(lines, word, " " + line)), word + 1L);
    add(format, "space behind", join(replace(lines, word, line + " ")), word + 1L);
    String letter = line.replaceAll("7[bB]3[eE]|(0111101100111110)", "z$0");
    if (!letter.equals(line)) {
      add(format, "garbage in a word", join(replace(lines, word, letter)), word + 1L);
      String wider = line.replaceFirst("7[bB]3[eE]|0111101100111110", "0$0");
      add(format, "word too wide", join(replace(lines, word, wider)), word + 1L);
      String narrower = line.replaceFirst("(7[bB]3|011110110011111)[eE0]", "$1");
      add(format, "word too narrow", join(replace(lines, word, narrower)), word + 1L);
    }
  }

  private void ownDefects(MemoryFormat format) throws IOException {
    String right = new String(file(format), StandardCharsets.ISO_8859_1);
    List<String> lines = List.of(right.split("\n"));
    int word = lineOfWord9(format, lines);
    String line = lines.get(word);
    String next = lines.get(word + 1);
    boolean addresses =
        switch (format) {
          case READMEMH,
              READMEMB,
              COE,
              LATTICE_HEX,
              LATTICE_BIN,
              GOWIN_HEX,
              GOWIN_BIN,
              MICROCHIP_BIN,
              C ->
              false;
          default -> true;
        };
    if (addresses) {
      add(format, "hole", join(remove(lines, word)), word + 1L);
      add(format, "overlap", join(insert(lines, word, line)), word + 2L);
      List<String> swapped = new ArrayList<>(lines);
      swapped.set(word, next);
      swapped.set(word + 1, line);
      add(format, "order", join(swapped), word + 1L);
    } else {
      // Found where the last word ends otherwise or the end should be.
      boolean ends = format == MemoryFormat.C || format == MemoryFormat.COE;
      long last = word + DEPTH - 9L;
      add(format, "a word short", join(remove(lines, word)), ends ? last - 1 : last);
      add(format, "a word too many", join(insert(lines, word, line)), ends ? last : last + 1);
    }
    switch (format) {
      case READMEMH, COE, LATTICE_HEX, GOWIN_HEX, LATTICE_ADDRHEX, GOWIN_ADDRHEX, MICROCHIP_HEX ->
          change(format, "capitals", WORD_9, "7B3E7B3E", word + 1L);
      case READMEMB, LATTICE_BIN, GOWIN_BIN, MICROCHIP_BIN ->
          change(format, "wrong radix", line, WORD_9, word + 1L);
      case MIF, MIF_RANGES -> {
        change(format, "capitals", WORD_9, "7B3E7B3E", word + 1L);
        change(format, "wrong radix", "\nDATA_RADIX = HEX", "\nDATA_RADIX = UNS", 4);
        change(format, "wrong address radix", "ADDRESS_RADIX = HEX", "ADDRESS_RADIX = OCT", 3);
      }
      case MIF_UNSIGNED -> {
        change(format, "wrong radix", "\nDATA_RADIX = UNS", "\nDATA_RADIX = DEC", 4);
        change(format, "negative", " : 2067692350", " : -2067692350", word + 1L);
        change(format, "leading zero", " : 2067692350", " : 02067692350", word + 1L);
        change(format, "word too wide", " : 2067692350", " : 4294967296", word + 1L);
        change(format, "far too wide", " : 2067692350", " : " + "9".repeat(99), word + 1L);
      }
      default -> {}
    }
    switch (format) {
      case COE -> {
        change(format, "wrong radix", "radix=16", "radix=10", 1);
        change(format, "keyword", "memory_initialization_vector", "vector", 2);
        change(format, "no comma", WORD_9 + ",", WORD_9, word + 1L);
        change(format, "semicolon too early", WORD_9 + ",", WORD_9 + ";", word + 1L);
      }
      case MIF, MIF_RANGES, MIF_UNSIGNED -> {
        change(format, "huge depth", "DEPTH = 20", "DEPTH = 99999999999", 1);
        change(format, "other width", "WIDTH = 32", "WIDTH = 16", 2);
        change(format, "no end", "END;\n", "", lines.size());
        change(format, "no semicolon", line, line.substring(0, line.length() - 1), word + 1L);
        if (format != MemoryFormat.MIF) {
          change(format, "range backwards", "\n9 : ", "\n[9..8] : ", word + 1L);
          change(format, "range of one", "\n9 : ", "\n[9..9] : ", word + 1L);
          change(format, "range that overlaps", "\n9 : ", "\n[9..11] : ", word + 2L);
          change(format, "range beyond the end", "\n9 : ", "\n[9..99] : ", word + 1L);
          change(format, "range that is open", "\n9 : ", "\n[9.. : ", word + 1L);
          change(format, "range of a huge size", "\n9 : ", "\n[9..99999999999] : ", word + 1L);
        }
      }
      case IHEX, IHEX_QUARTUS, SREC -> {
        String checksum = line.substring(line.length() - 2);
        String start = line.substring(0, line.length() - 2);
        String other = checksum.equals("00") ? "01" : "00";
        change(format, "bad checksum", line, start + other, word + 1L);
        change(format, "no checksum", line, start, word + 1L);
        change(format, "small letters", line, line.toLowerCase(Locale.ROOT), word + 1L);
        change(format, "no end", lines.get(lines.size() - 1) + "\n", "", lines.size());
        change(format, "other start", line, "%" + line.substring(1), word + 1L);
        int count = format == MemoryFormat.SREC ? 2 : 1;
        String longer = line.substring(0, count) + "FF" + line.substring(count + 2);
        change(format, "huge count", line, longer, word + 1L);
        String type = format == MemoryFormat.SREC ? "S5" + line.substring(2) : null;
        String kind = type != null ? type : line.substring(0, 7) + "05" + line.substring(9);
        change(format, "other type", line, kind, word + 1L);
      }
      case LATTICE_HEX, LATTICE_BIN, LATTICE_ADDRHEX -> {
        change(format, "other format", "#Format=", "#Format=Oct", 1);
        change(format, "huge depth", "#Depth=20", "#Depth=99999999999", 2);
        change(format, "other width", "#Width=32", "#Width=31", 3);
        change(format, "wrong address radix", "#AddrRadix=3", "#AddrRadix=2", 4);
        change(format, "wrong data radix", "#DataRadix=", "#DataRadix=1", 5);
        change(format, "no data", "#Data\n", "", 6);
      }
      case GOWIN_HEX, GOWIN_BIN, GOWIN_ADDRHEX -> {
        change(format, "other format", "#File_format=", "#File_format=Oct", 1);
        change(format, "huge depth", "#Address_depth=20", "#Address_depth=99999999999", 2);
        change(format, "other width", "#Data_width=32", "#Data_width=16", 3);
        change(format, "no width", "#Data_width=32\n", "", 3);
      }
      case VHDL, VHDL_CASE -> {
        change(format, "capitals", WORD_9, "7B3E7B3E", word + 1L);
        change(format, "wrong radix", "x\"" + WORD_9, "b\"" + WORD_9, word + 1L);
        change(
            format,
            "other name",
            " x_rom is\n",
            " y_rom is\n",
            format == MemoryFormat.VHDL ? 4 : 6);
        change(format, "other address", " 9 => ", " 90 => ", word + 1L);
      }
      case VERILOG_CASE, SYSTEMVERILOG_CASE -> {
        change(format, "capitals", WORD_9, "7B3E7B3E", word + 1L);
        change(format, "wrong radix", "32'h" + WORD_9, "32'd" + WORD_9, word + 1L);
        change(format, "other name", "module x_rom", "module y_rom", 2);
        change(format, "other width", "[31:0] data_o", "[15:0] data_o", 5);
        change(format, "no default", "      default", "      others", lines.size() - 2L);
      }
      case C -> {
        change(format, "wrong radix", "{0x7b3e", "{7b3e", word + 1L);
        change(format, "other lanes", "X_LANES 2", "X_LANES 1", 7);
        change(format, "other name", " x_rom[", " y_rom[", 10);
        change(format, "huge depth", "X_DEPTH 20", "X_DEPTH 99999999999", 6);
      }
      default -> {}
    }
  }

  private void binaryDefects(MemoryFormat format) throws IOException {
    byte[] right = file(format);
    add(format, "empty", new byte[0], 0);
    for (int length : new int[] {1, 9, right.length / 2, right.length - 2, right.length - 1}) {
      add(format, "cut short to " + length, Arrays.copyOf(right, length), length);
    }
    for (int extra : new int[] {1, 2, 4, 1000}) {
      byte[] longer = Arrays.copyOf(right, right.length + extra);
      add(format, "longer by " + extra, longer, right.length);
    }
    if (format == MemoryFormat.NPY) {
      for (int at : new int[] {0, 5, 6, 7, 8, 9, 22, 127}) {
        byte[] changed = right.clone();
        changed[at]++;
        add(format, "header changed at " + at, changed, at);
      }
      String text = new String(right, StandardCharsets.ISO_8859_1);
      change(format, "big endian", "<i2", ">i2", text.indexOf("<i2"));
      change(format, "unsigned", "<i2", "<u2", text.indexOf("<i2") + 1L);
      change(format, "floats", "<i2", "<f4", text.indexOf("<i2") + 1L);
      change(format, "Fortran order", "False", "True ", text.indexOf("False"));
      change(format, "huge depth", "(20, 2)", "(99999999999, 2)", text.indexOf("(20") + 1L);
    }
  }

  /** Where the word at address 9 stands, from 0. */
  private static int lineOfWord9(MemoryFormat format, List<String> lines) {
    String digits =
        switch (format) {
          case READMEMB, LATTICE_BIN, GOWIN_BIN, MICROCHIP_BIN ->
              "01111011001111100111101100111110";
          case MIF_UNSIGNED -> " : 2067692350";
          case IHEX, SREC -> "3E7B3E7B";
          case IHEX_QUARTUS -> "7B3E7B3E";
          case C -> "0x7b3e, 0x7b3e";
          default -> WORD_9;
        };
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(digits)) {
        return i;
      }
    }
    return fail(format + " has no " + digits);
  }

  private void change(MemoryFormat format, String name, String from, String to, long line)
      throws IOException {
    String right = new String(file(format), StandardCharsets.ISO_8859_1);
    assertTrue(right.contains(from), format + " has no " + from);
    int at = right.indexOf(from);
    add(format, name, right.substring(0, at) + to + right.substring(at + from.length()), line);
  }

  private void add(MemoryFormat format, String name, String file, long place) {
    Defect before = defects.put(format + ": " + name, new Defect(format, file, place));
    assertEquals(null, before, name);
  }

  private void add(MemoryFormat format, String name, byte[] file, long place) {
    add(format, name, new String(file, StandardCharsets.ISO_8859_1), place);
  }

  private static byte[] file(MemoryFormat format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MemoryWriters.of(format).write(IMAGE, out);
    return out.toByteArray();
  }

  private static int start(List<String> lines, int line) {
    return lines.subList(0, line).stream().mapToInt(text -> text.length() + 1).sum();
  }

  private static List<String> insert(List<String> lines, int at, String line) {
    List<String> changed = new ArrayList<>(lines);
    changed.add(at, line);
    return changed;
  }

  private static List<String> replace(List<String> lines, int at, String line) {
    List<String> changed = new ArrayList<>(lines);
    changed.set(at, line);
    return changed;
  }

  private static List<String> remove(List<String> lines, int at) {
    List<String> changed = new ArrayList<>(lines);
    changed.remove(at);
    return changed;
  }

  private static String join(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
