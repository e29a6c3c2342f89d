package org.microgptrom.bundle.foreign;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.microgptrom.model.rom.MemoryFormat;

/** Writes a memory in any of the manners in which a format is written, chosen at random. */
final class RandomDialect {
  private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};
  private static final String[] RADICES = {"BIN", "OCT", "DEC", "UNS", "HEX"};
  private static final int[] RADIX = {2, 8, 10, 10, 16};

  private final Random random;
  private final int width;
  private final BigInteger[] words;
  private final String lineEnd;

  RandomDialect(Random random, int width, BigInteger[] words) {
    this.random = random;
    this.width = width;
    this.words = words;
    lineEnd = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
  }

  byte[] write(MemoryFormat format) {
    String text =
        switch (format) {
          case READMEMH -> mark() + plain(16, true);
          case READMEMB, MICROCHIP_BIN -> mark() + plain(2, true);
          case MIF, MIF_RANGES, MIF_UNSIGNED -> mif();
          case COE -> coe();
          case IHEX -> records(false);
          case IHEX_QUARTUS -> quartus();
          case SREC -> records(true);
          case LATTICE_HEX, LATTICE_BIN, LATTICE_ADDRHEX, GOWIN_HEX, GOWIN_BIN, GOWIN_ADDRHEX ->
              table(format);
          case MICROCHIP_HEX -> addressed(16);
          case VHDL -> vhdl();
          case VHDL_CASE -> vhdlCase();
          case VERILOG_CASE, SYSTEMVERILOG_CASE -> verilog();
          case C -> c();
          case RAW_LE -> latin(bytes(false));
          case RAW_BE -> latin(bytes(true));
          case NPY -> npy();
        };
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  // ---- pieces

  private boolean chance(int of) {
    return random.nextInt(of) == 0;
  }

  private String mark() {
    return chance(4) ? "\u00EF\u00BB\u00BF" : "";
  }

  private String any(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private String caseOf(String text) {
    return chance(2) ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
  }

  /** Nothing, or white space. */
  private String space() {
    return any("", " ", "\t", "  ");
  }

  /** White space, and perhaps comments of these kinds, of which "%" ends with the line. */
  private String gap(String... comments) {
    StringBuilder text = new StringBuilder(any(" ", "\t", lineEnd, lineEnd, lineEnd));
    if (comments.length > 0 && chance(5)) {
      String kind = any(comments);
      String body = any("", " fc3a 12", " layer 0: 17 words; of [4..5]", "0");
      text.append(
          kind.equals("/*")
              ? "/*" + body + (chance(2) ? lineEnd : "") + "*/"
              : kind.equals("%%") ? "%" + body + lineEnd + "%" : kind + body + lineEnd);
      text.append(space());
    }
    return text.toString();
  }

  private String digits(BigInteger word, int radix) {
    String text = word.toString(radix);
    if (radix != 10) {
      double bits = radix == 16 ? 4 : radix == 8 ? 3 : 1;
      text = "0".repeat((int) Math.ceil(width / bits) - text.length()) + text;
    }
    return caseOf(text);
  }

  private String underscored(String digits) {
    return digits.length() > 2 && chance(3)
        ? digits.substring(0, 1) + "_" + digits.substring(1)
        : digits;
  }

  /** Blocks of addresses that cover all words but some that are 0 and not the last, shuffled. */
  private List<int[]> blocks() {
    List<int[]> blocks = new ArrayList<>();
    for (int first = 0; first < words.length; ) {
      int last = Math.min(words.length, first + 1 + random.nextInt(9));
      boolean zero = last < words.length;
      for (int i = first; i < last; i++) {
        zero &= words[i].signum() == 0;
      }
      if (!zero) {
        blocks.add(new int[] {first, last});
      }
      first = last;
    }
    Collections.shuffle(blocks, random);
    return blocks;
  }

  // ---- formats

  private String plain(int radix, boolean addresses) {
    String[] comments = {"//", "#", ";", "--", "%", "/*"};
    StringBuilder text = new StringBuilder(gap(comments));
    if (addresses && chance(2)) {
      for (int[] block : blocks()) {
        text.append('@').append(caseOf(Integer.toHexString(block[0]))).append(gap(comments));
        for (int i = block[0]; i < block[1]; i++) {
          text.append(underscored(digits(words[i], radix))).append(gap(comments));
        }
      }
    } else {
      for (BigInteger word : words) {
        text.append(underscored(digits(word, radix))).append(gap(comments));
      }
    }
    return chance(3) ? text.toString().stripTrailing() : text.toString();
  }

  private String addressed(int radix) {
    StringBuilder text = new StringBuilder();
    for (int[] block : blocks()) {
      text.append(caseOf(Integer.toHexString(block[0]))).append(space()).append(':');
      for (int i = block[0]; i < block[1]; i++) {
        text.append(i == block[0] ? space() : " ").append(digits(words[i], radix));
      }
      text.append(lineEnd);
    }
    return text.toString();
  }

  private String mif() {
    String[] comments = {"--", "//", "%%", "/*"};
    int data = random.nextInt(5);
    int address = any("0", "1", "3", "4").charAt(0) - '0';
    List<String> settings =
        new ArrayList<>(
            List.of(
                "width" + space() + "=" + space() + width,
                "depth" + space() + "=" + space() + words.length,
                "address_radix" + space() + "=" + space() + RADICES[address],
                "data_radix" + space() + "=" + space() + RADICES[data]));
    Collections.shuffle(settings, random);
    StringBuilder text = new StringBuilder(mark());
    settings.forEach(line -> text.append(caseOf(line)).append(space() + ";" + gap(comments)));
    text.append(caseOf("content")).append(gap(comments)).append(caseOf("begin") + gap(comments));
    for (int[] block : blocks()) {
      boolean equal = true;
      for (int i = block[0]; i < block[1]; i++) {
        equal &= words[i].equals(words[block[0]]);
      }
      boolean range = chance(2);
      String first = caseOf(Integer.toString(block[0], RADIX[address]));
      String last = caseOf(Integer.toString(block[1] - 1, RADIX[address]));
      text.append(range ? "[" + space() + first + ".." + last + "]" : first);
      text.append(space() + ":" + space());
      for (int i = block[0]; i < (range && equal ? block[0] + 1 : block[1]); i++) {
        boolean negative = data == 2 && words[i].testBit(width - 1);
        BigInteger value = negative ? words[i].subtract(BigInteger.ONE.shiftLeft(width)) : words[i];
        text.append(negative ? value.toString() : digits(value, RADIX[data])).append(gap(comments));
      }
      text.append(";" + gap(comments));
    }
    return text + caseOf("end") + any(";", "") + gap();
  }

  private String coe() {
    int radix = RADIX[any("0", "2", "4").charAt(0) - '0'];
    boolean oneLine = chance(4);
    StringBuilder text = new StringBuilder(mark());
    text.append(oneLine ? "" : any("", "; words; of [1]" + lineEnd));
    text.append(caseOf("memory_initialization_radix") + space() + "=" + space() + radix + ";");
    text.append(oneLine ? "" : lineEnd + any("", ";;; more" + lineEnd));
    text.append(caseOf("memory_initialization_vector") + space() + "=" + space());
    for (int i = 0; i < words.length; i++) {
      text.append(oneLine ? "" : any("", lineEnd)).append(digits(words[i], radix)).append(space());
      boolean comma = chance(2);
      text.append(i == words.length - 1 ? "" : comma ? "," : " ");
      text.append(comma && !oneLine && i < words.length - 1 ? any("", "; of row 1" + lineEnd) : "");
    }
    return text + ";" + any("", lineEnd, lineEnd + "; end" + lineEnd);
  }

  private int wordBytes() {
    return (width + 7) / 8;
  }

  private byte[] bytes(boolean bigEndian) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (BigInteger word : words) {
      for (int i = 0; i < wordBytes(); i++) {
        out.write(word.shiftRight(8 * (bigEndian ? wordBytes() - 1 - i : i)).intValue());
      }
    }
    return out.toByteArray();
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Intel HEX or S-records of random lengths in random order. */
  private String records(boolean srec) {
    byte[] bytes = bytes(false);
    List<String> records = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(chance(3) ? 200 : 20));
      int addressBytes = 2 + (srec ? random.nextInt(3) : 0);
      String data = "";
      for (int i = 0; i < count; i++) {
        data += String.format(Locale.ROOT, "%02x", bytes[at + i]);
      }
      String address = String.format(Locale.ROOT, "%0" + 2 * addressBytes + "x", at);
      records.add(srec ? srec(addressBytes - 1, address + data) : ihex(address + "00" + data));
      at += count;
    }
    int count = records.size();
    Collections.shuffle(records, random);
    if (srec) {
      records.add(0, srec(0, "0000" + any("", "414243")));
      if (chance(2)) {
        records.add(srec(5, String.format(Locale.ROOT, "%04x", count)));
      }
      records.add(srec(9, "0000"));
    } else {
      records.add(0, ihex(any("0000040000", "0000020000", "00000500000100", "0000030000")));
      records.add(ihex("000001"));
    }
    StringBuilder text = new StringBuilder();
    records.forEach(record -> text.append(any("", "# made" + lineEnd)).append(record + lineEnd));
    return chance(2) ? text.toString() : text.toString().strip();
  }

  /** The record of this address, type and data, in hexadecimal. */
  private String ihex(String rest) {
    String record = String.format(Locale.ROOT, "%02x", rest.length() / 2 - 3) + rest;
    return ":" + caseOf(record + String.format(Locale.ROOT, "%02x", -sum(record) & 0xFF));
  }

  private String srec(int type, String rest) {
    String record = String.format(Locale.ROOT, "%02x", rest.length() / 2 + 1) + rest;
    return "S" + type + caseOf(record + String.format(Locale.ROOT, "%02x", ~sum(record) & 0xFF));
  }

  private static int sum(String hex) {
    int sum = 0;
    for (int i = 0; i < hex.length(); i += 2) {
      sum += Integer.parseInt(hex.substring(i, i + 2), 16);
    }
    return sum;
  }

  private String quartus() {
    List<String> records = new ArrayList<>();
    int perRecord = Math.max(1, Math.min(255 / wordBytes(), 1 + random.nextInt(3)));
    for (int at = 0; at < words.length; at += perRecord) {
      String data = "";
      for (int i = at; i < Math.min(words.length, at + perRecord); i++) {
        String digits = words[i].toString(16);
        data += "0".repeat(2 * wordBytes() - digits.length()) + digits;
      }
      records.add(ihex(String.format(Locale.ROOT, "%04x00", at) + data));
    }
    Collections.shuffle(records, random);
    return String.join(lineEnd, records) + lineEnd + ihex("000001") + lineEnd;
  }

  private String table(MemoryFormat format) {
    boolean lattice = format.toString().startsWith("lattice");
    String kind = format.toString().replaceFirst(".*-", "");
    int radix = kind.equals("bin") ? 2 : 16;
    List<String> header = new ArrayList<>();
    header.add((lattice ? "#Format" : "#File_format") + "=" + kind);
    header.add((lattice ? "#Depth=" : "#Address_depth=") + words.length);
    header.add((lattice ? "#Width=" : "#Data_width=") + width);
    if (lattice) {
      header.addAll(List.of("#AddrRadix=3", "#DataRadix=" + (radix == 2 ? 0 : 3), "#Data"));
    }
    return mark()
        + caseOf(String.join(lineEnd, header))
        + lineEnd
        + (kind.equals("addrhex") ? addressed(16) : plain(radix, false));
  }

  private String vhdlWord(BigInteger word) {
    return width % 4 == 0 && chance(2)
        ? caseOf("x") + "\"" + underscored(digits(word, 16)) + "\""
        : any("", "b", "B") + "\"" + underscored(digits(word, 2)) + "\"";
  }

  private String vhdl() {
    StringBuilder text = new StringBuilder("library ieee; -- 5 => x\"00\"" + lineEnd);
    boolean down = chance(3);
    int last = words.length - 1;
    String range = down ? last + space() + " downto 0" : "0 to " + last;
    text.append("constant rom" + space() + ": t(" + range + ") :=" + gap("--"));
    boolean named = chance(2) || words.length == 1;
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      entries.add((named ? i + space() + "=>" + space() : "") + vhdlWord(words[i]));
    }
    if (named) {
      Collections.shuffle(entries, random);
    } else if (down) {
      Collections.reverse(entries);
    }
    String others = any("", ", others => (others => '0')", "," + lineEnd + "others=>x\"0000\"");
    return text + "(" + String.join("," + gap("--"), entries) + others + ");" + lineEnd;
  }

  private String vhdlCase() {
    StringBuilder text = new StringBuilder("case to_integer(a) is" + lineEnd);
    for (int i = 0; i < words.length; i++) {
      text.append(caseOf("when") + " " + i + " =>" + space() + "q" + space() + "<=" + space());
      text.append(vhdlWord(words[i]) + space() + ";" + gap("--"));
    }
    return text + any("when others => q <= (others => '0');", "when others => null;") + "end case;";
  }

  private String verilogWord(BigInteger word) {
    int choice = random.nextInt(4);
    String letter = any("h", "o", "d", "b").substring(0, 0) + "hodb".charAt(choice);
    int radix = new int[] {16, 8, 10, 2}[choice];
    return width + space() + "'" + caseOf(letter) + underscored(digits(word, radix));
  }

  private String verilog() {
    StringBuilder text = new StringBuilder("module rom(input [7:0] a, output reg [15:0] q);");
    boolean elements = chance(3);
    text.append(elements ? "initial begin" : "always @* case (a)").append(gap("//", "/*"));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    for (int i : order) {
      String address = any(Integer.toString(i), "12'd" + i, "12'h" + Integer.toHexString(i));
      text.append(elements ? "m[" + address + "]" : address + space() + ":" + space() + "q");
      text.append(space() + any("=", "<=") + space() + verilogWord(words[i]) + ";");
      text.append(gap("//", "/*"));
    }
    text.append(elements ? "end" : any("", "default: q <= 0;", "default: q = 16'hxxxx;"));
    return text + (elements ? "" : "endcase") + lineEnd + "endmodule" + lineEnd;
  }

  private String cNumber(BigInteger word, int bits) {
    if (word.testBit(bits - 1) && chance(4)) {
      return word.subtract(BigInteger.ONE.shiftLeft(bits)).toString();
    }
    return any("0x" + caseOf(word.toString(16)), word.toString()) + any("", "u", "UL");
  }

  private String c() {
    int bits = width > 64 || width % 8 != 0 || width == 24 ? 16 : width <= 16 ? width : 32;
    int parts = (width + bits - 1) / bits;
    boolean rows = parts > 1 || chance(2);
    List<String> entries = new ArrayList<>();
    for (BigInteger word : words) {
      List<String> row = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        BigInteger part = word.shiftRight(bits * i).mod(BigInteger.ONE.shiftLeft(bits));
        row.add(cNumber(part, bits));
      }
      entries.add(rows ? "{" + String.join(",", row) + any("", ",") + "}" : row.get(0));
    }
    return "#include <stdint.h> // x = {"
        + lineEnd
        + any("static ", "")
        + "const "
        + any("", "u")
        + ("int" + bits + "_t w[]" + (rows ? "[" + parts + "]" : ""))
        + gap("//", "/*")
        + "= {"
        + String.join("," + gap("//", "/*"), entries)
        + any("", ",")
        + gap("/*")
        + "};"
        + lineEnd;
  }

  private String npy() {
    int bytes = width % 64 == 0 && chance(2) ? 8 : width % 32 == 0 && chance(2) ? 4 : 2;
    bytes = width == 8 ? 1 : bytes;
    boolean big = chance(2);
    int parts = Math.max(1, (width + 8 * bytes - 1) / (8 * bytes));
    String shape = words.length + "," + (parts == 1 ? "" : " " + parts);
    String type = (bytes == 1 ? "|" : big ? ">" : "<") + any("i", "u") + bytes;
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    header += " ".repeat(random.nextInt(60)) + "\n";
    StringBuilder text = new StringBuilder("\u0093NUMPY");
    boolean second = chance(3);
    text.append(second ? "\2\0" : "\1\0").append((char) (header.length() % 256));
    text.append((char) (header.length() / 256)).append(second ? "\0\0" : "").append(header);
    for (BigInteger word : words) {
      for (int i = 0; i < parts * bytes; i++) {
        int inPart = big ? bytes - 1 - i % bytes : i % bytes;
        text.append((char) (word.shiftRight(8 * (i / bytes * bytes + inPart)).intValue() & 0xFF));
      }
    }
    return text.toString();
  }
}
