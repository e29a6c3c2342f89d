package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.rom.MemoryFormat;

@Tag("slow")
class ConvertCommandTest {
  private static final String WORDS =
      "80008000\nffffffff\n00000000\n00000000\n00010001\n7fff1234\n";

  private static final String QUARTUS =
      ":02000000FC3AC8\n:020001000012EB\n:0200020080007C\n:00000001FF\n";

  private static final Set<MemoryFormat> WITHOUT_WIDTH =
      Set.of(MemoryFormat.IHEX, MemoryFormat.SREC, MemoryFormat.RAW_LE, MemoryFormat.RAW_BE);

  @TempDir Path folder;

  @Test
  void anyFormatBecomesAnyOther() throws IOException {
    Path start = Files.writeString(folder.resolve("words.mem"), WORDS);
    Map<MemoryFormat, Path> files = new LinkedHashMap<>();
    for (MemoryFormat format : MemoryFormat.values()) {
      Path file = folder.resolve("words." + format);
      Cli.ok("convert", start, file, "--to", format);
      files.put(format, file);
    }
    int cases = 0;
    for (MemoryFormat from : files.keySet()) {
      for (MemoryFormat to : files.keySet()) {
        Path out = folder.resolve("again/words." + to);
        List<Object> arguments =
            new ArrayList<>(List.of("convert", files.get(from), out, "--from", from, "--to", to));
        if (WITHOUT_WIDTH.contains(from)) {
          arguments.addAll(List.of("--width", 32));
        }
        Cli.ok(arguments.toArray());
        assertArrayEquals(
            Files.readAllBytes(files.get(to)), Files.readAllBytes(out), from + " to " + to);
        cases++;
      }
    }
    assertEquals(25 * 25, cases);
  }

  @Test
  void extensionsTellTheUsualFormat() throws IOException {
    Path start = Files.writeString(folder.resolve("words.mem"), WORDS);
    int cases = 0;
    for (String extension :
        List.of("mif", "coe", "hex", "srec", "mi", "ahx", "vhd", "v", "sv", "h", "bin", "npy")) {
      Path file = folder.resolve("a." + extension);
      Cli.ok("convert", start, file);
      Path back = folder.resolve("back.MEM");
      boolean width = List.of("hex", "srec", "bin").contains(extension);
      Cli.ok(
          width
              ? new Object[] {"convert", file, back, "--width", "32"}
              : new Object[] {"convert", file, back});
      assertEquals(WORDS, Files.readString(back), extension);
      cases++;
    }
    assertEquals(12, cases);
  }

  @Test
  void theResultNamesTheCanonicalStream() throws IOException {
    Path start = Files.writeString(folder.resolve("one.mem"), "1234\n");
    String out = Cli.ok("convert", start, folder.resolve("one.bin")).out();
    // printf '\x34\x12' | sha256sum
    assertTrue(
        out.contains(
            "1 words of 16 bits, from readmemh to raw-le, SHA-256 of the canonical stream"
                + " e74d0e44a658ffcd"),
        out);
  }

  /** Two files of one folder must not define the same names. */
  @Test
  void namesComeFromTheWholeStem() throws IOException {
    Path start = Files.writeString(folder.resolve("words.mem"), WORDS);
    int cases = 0;
    for (String matrix : List.of("wq", "wk")) {
      for (String extension : List.of("h", "v", "sv", "vhd")) {
        Path file = folder.resolve("layer0.attn_" + matrix + "." + extension);
        Cli.ok("convert", start, file);
        String text = Files.readString(file);
        assertTrue(text.contains("layer0_attn_" + matrix + "_rom"), text);
        cases++;
      }
    }
    assertEquals(8, cases);
    Path longest = folder.resolve("w".repeat(200) + ".vhd");
    Cli.ok("convert", start, longest);
    assertTrue(Files.readString(longest).contains("w".repeat(200) + "_rom is"));
  }

  @Test
  void whatWasReadAndWrittenIsSaid() throws IOException {
    Path start = Files.writeString(folder.resolve("gap.mem"), "@0\nfc3a // w0\r\n@3 12\n");
    String out = Cli.ok("convert", start, folder.resolve("gap.mif")).out();
    assertTrue(
        out.contains(
            "4 words of 16 bits, from readmemh to mif (2 that IN leaves out are 0), SHA-256"),
        out);
    assertTrue(Files.readString(folder.resolve("gap.mif")).contains("1 : 0000;\n"));
  }

  @Test
  void binaryWordsAreReadAsSuchWhenSaid() throws IOException {
    Path start = Files.writeString(folder.resolve("bits.mem"), "1111110000111010\n");
    Path out = folder.resolve("out.mem");
    Cli.ok("convert", start, out, "--from", "readmemb");
    assertEquals("fc3a\n", Files.readString(out));
    Cli.ok("convert", start, out, "--from", "readmemh");
    assertEquals("1111110000111010\n", Files.readString(out));
  }

  @Test
  void whatCannotBeConvertedIsRefused() throws IOException {
    Path words = Files.writeString(folder.resolve("words.mem"), WORDS);
    Path wide = Files.writeString(folder.resolve("wide.mem"), "f".repeat(128) + "\n");
    Path deep = Files.writeString(folder.resolve("deep.mem"), "0002\n".repeat(65_537));
    Path bits = Files.writeString(folder.resolve("bits.mem"), "0000000000000000\n");
    Path raw = Files.write(folder.resolve("odd.bin"), new byte[7]);
    Path empty = Files.write(folder.resolve("empty.bin"), new byte[0]);
    Path quartus = Files.writeString(folder.resolve("quartus.hex"), QUARTUS);
    Path out = folder.resolve("out.coe");
    Map<List<Object>, String> cases = new LinkedHashMap<>();
    cases.put(List.of(folder.resolve("none.mem"), out), "no such file");
    cases.put(List.of(folder, out), "tell the file's format");
    cases.put(List.of(words, folder.resolve("out.txt")), "name it with --to");
    cases.put(List.of(words, out, "--from", "elf"), "unknown memory format 'elf'");
    cases.put(List.of(words, out, "--width", "31"), "words.mem:1:9: the word at address 0x0 has");
    cases.put(List.of(raw, out, "--width", "0"), "--width: must be in 1..65536, not 0");
    cases.put(List.of(raw, out), "odd.bin at offset 7: ends within a word of 2 bytes");
    cases.put(List.of(empty, out), "holds no word");
    cases.put(List.of(wide, out, "--to", "lattice-hex"), "at most 256 bits");
    cases.put(List.of(deep, out, "--to", "vhdl"), "at most 65,536 words");
    cases.put(List.of(bits, out), "say --from readmemh or --from readmemb");
    cases.put(List.of(words, out, "--from", "readmemb"), "words.mem:1:1: expected a word, binary");
    cases.put(List.of(words, out, "--from", "mif"), "words.mem:1:9: expected WIDTH, DEPTH,");
    cases.put(List.of(quartus, out), "say --from ihex-quartus");
    cases.forEach(
        (arguments, message) -> {
          List<Object> all = new ArrayList<>(List.of("convert"));
          all.addAll(arguments);
          String error = Cli.refused(all.toArray());
          assertTrue(error.contains(message), () -> message + " expected: " + error);
        });
    assertEquals(14, cases.size());
    assertFalse(Files.exists(out));
  }
}
