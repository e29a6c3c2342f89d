package org.microgptrom.bundle.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;

/** Files as particular tools write them, and what no file may hold. */
class ForeignMemoryTest {
  @TempDir Path folder;
  private int cases;

  @Test
  void filesOfOtherToolsAreRead() throws IOException {
    String mif = "WIDTH=16;\nDEPTH=8;\n\nADDRESS_RADIX=UNS;\nDATA_RADIX=HEX;\n\nCONTENT BEGIN\n";
    reads(
        "quartus.mif",
        mif + "\t0 : FC3A 0012 8000 7FFF;\n\t[4..7] : 0000;\nEND;\n",
        "fc3a 0012 8000 7fff 0000 0000 0000 0000");
    reads(
        "padded.mif",
        "DEPTH = 2;\nWIDTH = 32;\nADDRESS_RADIX = HEX;\nDATA_RADIX = HEX;\nCONTENT\nBEGIN\n00000000 : 000020b7;\n00000001 : 80008093;\nEND;\n",
        "000020b7 80008093");
    reads("signed.mif", "width=4; depth=3; data_radix=dec; content begin 0: -8 -1 7; end", "8 f 7");
    reads(
        "pattern.mif",
        mif + "[0..6] : 1 2 3; 7: 9; END;",
        "0001 0002 0003 0001 0002 0003 0001 0009");
    reads(
        "holes.mif",
        mif + "% two ; words % 2 : 5; -- 3 : 4;\n7 : 6;\nEND;",
        "0000 0000 0005 0000 0000 0000 0000 0006",
        6);
    reads(
        "vivado.coe",
        "; 16 bits\r\nmemory_initialization_radix=16;\r\nmemory_initialization_vector=\r\nfc3a,\r\n0012;\r\n",
        "fc3a 0012");
    reads(
        "line.coe",
        "memory_initialization_radix=10; memory_initialization_vector=64570, 18;",
        "fc3a 0012");
    reads(
        "rows.coe",
        "memory_initialization_radix=2;\nmemory_initialization_vector=\n1010 0101\n1111 0000;\n; the end\n",
        "a 5 f 0");
    reads(
        "objcopy.mem",
        "@00000000\r\n00000097 00008093\r\n@00000004\r\n01028293 \r\n",
        "00000097 00008093 00000000 00000000 01028293",
        2);
    reads(
        "srec_cat.vmem",
        "/* http://srecord.sourceforge.net/ */\n@00000000 FC3A 0012 8000 7FFF\n",
        "fc3a 0012 8000 7fff");
    reads("icarus.mem", "// 0x00000000\nfc3a\n00_12 // w1\n", "fc3a 0012");
    reads("mark.mem", "\u00EF\u00BB\u00BFfc3a\n0012", "fc3a 0012");
    reads(
        "objcopy.hex",
        ":080000003AFC12000080FF7FB2\r\n:0400000300000000F9\r\n:00000001FF\r\n",
        "fc3a 0012 8000 7fff");
    reads("lower.hex", ":040000003afc1200b4\n:00000001ff\n", "fc3a 0012");
    reads(
        "order.hex",
        ":0400040001020304EE\n:0400000005060708E2\n:00000001FF\n",
        "0605 0807 0201 0403");
    reads("words.hex", "fc3a\n0012\n", "fc3a 0012");
    reads(
        "objcopy.srec",
        "S00A000066772E737265633D\r\nS10700003AFC1200B0\r\nS9030000FC\r\n",
        "fc3a 0012");
    reads(
        "long.s37",
        "S0030000FC\nS309000000003AFC1200AE\nS5030001FB\nS70500000000FA\n",
        "fc3a 0012");
    reads(
        "gowin.mi",
        "#File_format=Hex\r\n#Address_depth=2\r\n#Data_width=16\r\nFC3A\r\n0012\r\n",
        "fc3a 0012");
    reads(
        "gowin-at.mi",
        "#File_format=AddrHex\n#Address_depth=4\n#Data_width=8\n3:FF\n0:1a\n",
        "1a 00 00 ff",
        2);
    reads(
        "lattice.mem",
        "#Format=AddrHex\n#Depth=4\n#Width=16\n#AddrRadix=3\n#DataRadix=3\n#Data\n0: FC3A 0012\n3: 0001\n",
        "fc3a 0012 0000 0001",
        1);
    reads(
        "pkg.vhd",
        "constant R : mem := (\n  0 => X\"FC3A\", 2 to 3 => b\"0000_0000_0001_0010\", others => (others => '0'));",
        "fc3a 0000 0012 0012",
        1);
    String word = "type word is array (7 downto 0) of std_logic;\n";
    String down = word + "type t is array (natural range 3 downto 1 - 1) of word;\n";
    reads(
        "down.vhd",
        down + "constant r : t := (x\"0a\", x\"0b\", x\"0c\", x\"0d\");",
        "0d 0c 0b 0a");
    reads(
        "up.vhd",
        word + "type t is array (natural range <>) of word; constant r : t := (x\"0a\", x\"0b\");",
        "0a 0b");
    reads(
        "constant.vhd",
        "signal n : std_logic_vector(15 downto 0);\n"
            + "signal r : t(1 downto 0) := (\"0001\", \"0010\");",
        "2 1");
    reads(
        "others.vhd",
        down
            + "type other is array (7 downto 0) of word; signal a, b : lib.p.other (5 downto 0);\n"
            + "constant r : t := (x\"0a\", x\"0b\", x\"0c\", x\"0d\");",
        "0d 0c 0b 0a");
    reads(
        "named.vhd",
        "type t is array (N - 1 downto 0) of word; constant r : t := (0 => x\"0a\", 1 => x\"0b\");",
        "0a 0b");
    reads(
        "rom.vhd",
        "when \"00\" => d <= x\"0a\"; when x\"1\" => d <= \"11111111\"; when others => d <= (others => '-');",
        "0a ff");
    reads(
        "rom.v",
        "case (a)\n 0: q = 8'd10; // ten\n 4'b1: q <= 8'hFF;\n default: q = 8'bx;\nendcase",
        "0a ff");
    reads(
        "init.sv",
        "logic [7:0] m [0:2];\ninitial begin m[0] = 8'h0a; m[2] = 8'o17; end",
        "0a 00 0f",
        1);
    reads(
        "weights.h",
        "/* = { 9 } */\nstatic const int16_t w[3] = {\n  -966, 18, 0x8000,\n};\n",
        "fc3a 0012 8000");
    reads("matrix.c", "unsigned char w[2][3] = {{1, 2, 3}, {0xff, 0b11, 017}};", "030201 0f03ff");
    assertEquals(32, cases);
  }

  @Test
  void whatIsWrongIsRefusedWithItsPlace() throws IOException {
    String mif = "WIDTH=8;\nDEPTH=2;\nCONTENT BEGIN\n";
    refuses("comma.mem", "fc3a,0012", ":1:5: expected white space after a word");
    refuses("x.mem", "fc3a\nxxxx\n", ":2:1: expected a word, hexadecimal (x and z");
    refuses("half.mem", "fc3a 12z4\n", ":1:8: expected the end of a word, hexadecimal (x and z");
    refuses("prefix.mem", "0xfc3a\n", ":1:2: expected the end of a word, hexadecimal (x and z");
    refuses("minus.mem", "-001\n", ":1:1: expected a word, hexadecimal, found");
    refuses("either.mem", "0000\n0001\n", "--from readmemh or --from readmemb");
    refuses("again.mem", "@2 5\n@2 6\n", "the word at address 0x2 has been given before");
    refuses("far.mem", "@ffffffff 5\n", "addresses must begin near 0");
    refuses("huge.mem", "@fffffffffffffffffffff 5\n", "an address before this is larger");
    refuses("open.mem", "fc3a /* w0\n0012\n", ":1:6: the comment that starts here");
    refuses("empty.mem", "// nothing\n", "holds no word");
    refuses(
        "sum.hex", ":040000003AFC120000\n:00000001FF\n", ":1:20: the record has checksum 00, B4");
    refuses("cut.hex", ":040000003AFC1200B4\n", "expected a record or the end-of-file record");
    refuses("over.hex", ":020000000102FB\n:020001000203F8\n:00000001FF\n", "--from ihex-quartus");
    refuses("clash.hex", ":020000000102FB\n:02000000010FEE\n:00000001FF\n", "given before");
    refuses("type.hex", ":020000060102F5\n:00000001FF\n", "a record of type 6");
    refuses("segment.hex", ":020000021000EC\n:02FFFF000102FD\n:00000001FF\n", "beyond its segment");
    refuses(
        "sum.srec", "S10700003AFC1200B1\nS9030000FC\n", "the record has checksum B1, B0 expected");
    refuses("count.srec", "S10700003AFC1200B0\nS5030002FA\nS9030000FC\n", "counts 2 data records");
    refuses("cut.srec", "S10700003AFC1200B0\n", "the file may be cut short");
    refuses(
        "wide.mif", mif + "0 : 1ff;\nEND;", ":4:8: the word at address 0x0 has more than 8 bits");
    refuses("beyond.mif", mif + "0 : 1 2 3;\nEND;", "beyond the 2 words");
    refuses("overlap.mif", mif + "[0..1] : 1;\n1 : 2;\nEND;", "given before, with another value");
    refuses("back.mif", mif + "[1..0] : 1;\nEND;", "the range ends before it begins");
    refuses("end.mif", mif + "0 : 1;\n", "expected an address or END");
    refuses("many.mif", mif + "[0..1] : 1 2 3;\nEND;", "3 words for a range of 2 addresses");
    refuses("depth.mif", "WIDTH=8;\nDEPTH=0;\nCONTENT BEGIN\nEND;", "a memory of 0 words");
    refuses(
        "claim.mif",
        "WIDTH=8;\nDEPTH=2147483647;\nCONTENT BEGIN 0:1;END;",
        "at most 67108864 words");
    refuses("radix.mif", "DATA_RADIX=BASE64;\nCONTENT BEGIN END;", "a radix (BIN, OCT, DEC, UNS");
    refuses(
        "signed.mif", "WIDTH=4;DEPTH=1;DATA_RADIX=DEC;CONTENT BEGIN 0:-9;END;", "more than 4 bits");
    refuses("radix.coe", "memory_initialization_radix=7;\n", "has radix 7");
    refuses(
        "open.coe",
        "memory_initialization_radix=16;\nmemory_initialization_vector=1,2",
        "semicolon that ends");
    refuses(
        "after.coe",
        "memory_initialization_radix=16;\nmemory_initialization_vector=1;\n2,3;",
        "or a comment before this");
    refuses(
        "order.coe", "memory_initialization_vector=1;", "expected one memory_initialization_radix");
    refuses("colon.mi", "#File_format=AddrHex\n#Data_width=8\n1\n", "expected ':'");
    refuses("lattice.mem", "#Format=Oct\n#Width=8\n1\n", "one of the formats Hex, Bin and AddrHex");
    refuses(
        "others.vhd",
        "constant r : t := (0 => x\"0a\", others => x\"ff\");",
        "neither 0 nor unknown");
    String expression = "type t is array (2 ** 2 - 1 downto 0) of std_logic_vector(7 downto 0);\n";
    refuses(
        "expression.vhd",
        expression + "constant r : t := (x\"0a\", x\"0b\", x\"0c\", x\"0d\");",
        "counts down from what is no plain number");
    refuses(
        "many.vhd", "constant r : t(1 downto 0) := (x\"0a\", x\"0b\", x\"0c\");", "or has ended");
    refuses(
        "mixed.vhd",
        "constant r : t := (x\"0a\", x\"00b\");",
        "words of 12 bits, after others of 8");
    refuses(
        "default.v", "case (a) 0: q = 8'h1; default: q = 8'h2; endcase", "neither 0 nor unknown");
    refuses("none.v", "module m; endmodule", "ADDRESS: NAME <= WORD;");
    refuses("float.h", "float w[] = {1.5f};", "expected an integer");
    refuses("ragged.h", "uint8_t w[2][2] = {{1, 2}, {3}};", "more or fewer numbers than the first");
    refuses("none.h", "#define N 5\n", "an array of integers with an initialiser");
    refuses("text.npy", "fc3a\n", "the start of a .npy file");
    refuses("notes.txt", "these are notes\n", "expected a word, hexadecimal");
    refuses("image.png", "\u0089PNG", "name it with --from");
    assertEquals(48, cases);
  }

  @Test
  void theWidthMayBeSaidWhereTheFileHasRoom() throws IOException {
    Path file = Files.writeString(folder.resolve("ten.mem"), "3ff\n012\n");
    assertEquals(12, read(file, OptionalInt.empty()).image().width());
    assertEquals(10, read(file, OptionalInt.of(10)).image().width());
    assertEquals(20, read(file, OptionalInt.of(20)).image().width());
    InputException narrow = assertThrows(InputException.class, () -> read(file, OptionalInt.of(9)));
    assertTrue(narrow.getMessage().contains("has more than 9 bits"), narrow.getMessage());
    Path mif =
        Files.writeString(folder.resolve("ten.mif"), "WIDTH=10;DEPTH=1;CONTENT BEGIN 0:1;END;");
    InputException other = assertThrows(InputException.class, () -> read(mif, OptionalInt.of(9)));
    assertTrue(other.getMessage().contains("have 10 bits, --width 9"), other.getMessage());
  }

  private void reads(String name, String content, String words) throws IOException {
    reads(name, content, words, 0);
  }

  private void reads(String name, String content, String words, int leftOut) throws IOException {
    ForeignMemory memory = read(write(name, content), OptionalInt.empty());
    RomImage image = memory.image();
    StringBuilder found = new StringBuilder();
    for (int address = 0; address < image.depth(); address++) {
      StringBuilder word = new StringBuilder();
      for (int lane = image.lanes() - 1; lane >= 0; lane--) {
        word.append(String.format(Locale.ROOT, "%04x", image.value(address, lane) & 0xFFFF));
      }
      int digits = image.shape().hexDigits();
      found.append(address == 0 ? "" : " ").append(word.substring(word.length() - digits));
    }
    assertEquals(words, found.toString(), name);
    assertEquals(leftOut, memory.leftOut(), name);
    cases++;
  }

  private void refuses(String name, String content, String message) throws IOException {
    Path file = write(name, content);
    InputException e =
        assertThrows(InputException.class, () -> read(file, OptionalInt.empty()), name);
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(message), () -> name + ": " + e.getMessage());
    cases++;
  }

  private Path write(String name, String content) throws IOException {
    return Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static ForeignMemory read(Path file, OptionalInt width) {
    return ForeignMemory.read(file, Optional.<MemoryFormat>empty(), width, "words");
  }
}
