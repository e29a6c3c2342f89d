package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.pack.coe.CoeWriter;
import org.microgptrom.pack.memory.MemoryWriter;
import org.microgptrom.pack.mif.MifWriter;
import org.microgptrom.pack.readmemh.ReadmemhWriter;

/** Other people's programs read what the writers wrote. */
class MemoryOraclesTest {
  @TempDir Path folder;

  @Test
  void icarusReadsEveryWord() throws Exception {
    ExternalTool iverilog = ExternalTool.named("iverilog");
    ExternalTool vvp = ExternalTool.named("vvp");
    List<RomImage> images = TestImages.withLanes(1, 4, 16, 64);
    StringBuilder memories = new StringBuilder();
    StringBuilder dumps = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (RomImage image : images) {
      String file = write(new ReadmemhWriter(), image);
      String name = image.name();
      memories.append(
          "reg [%d - 1:0] %s [0:%d - 1];\n".formatted(image.width(), name, image.depth()));
      dumps.append(
          """
          $readmemh("%s", %s);
          for (i = 0; i < %d; i = i + 1) $display("%s %%h", %s[i]);
          """
              .formatted(file, name, image.depth(), name, name));
      TestImages.words(image).forEach(word -> expected.add(name + " " + word));
    }
    Files.writeString(
        folder.resolve("dump.v"),
        """
        module dump;
        integer i;
        %sinitial begin
        %send
        endmodule
        """
            .formatted(memories, dumps));
    iverilog.runOk(folder, "-g2005", "-o", "dump.vvp", "dump.v");
    // A file with too few or too many words would add a warning to these lines.
    assertEquals(expected, vvp.runOk(folder, "-n", "dump.vvp").lines().toList());
    assertEquals(20, images.size());
  }

  @Test
  void srecCatReadsReadmemh() throws Exception {
    ExternalTool srecCat = ExternalTool.named("srec_cat");
    int cases = 0;
    for (RomImage image : TestImages.withLanes(1, 2)) { // it takes at most 32 bits
      String file = write(new ReadmemhWriter(), image);
      srecCat.runOk(folder, file, "-vmem", "-o", "out.bin", "-binary");
      assertArrayEquals(
          bytes(image, ByteOrder.BIG_ENDIAN), Files.readAllBytes(folder.resolve("out.bin")));
      cases++;
    }
    assertEquals(10, cases);
  }

  /** It reads the words of this format least significant byte first. */
  @Test
  void srecCatReadsMif() throws Exception {
    ExternalTool srecCat = ExternalTool.named("srec_cat");
    int cases = 0;
    for (RomImage image : TestImages.withLanes(1, 2)) {
      String file = write(new MifWriter(MemoryFormat.MIF), image);
      srecCat.runOk(folder, file, "-mif", "-o", "out.bin", "-binary");
      assertArrayEquals(
          bytes(image, ByteOrder.LITTLE_ENDIAN), Files.readAllBytes(folder.resolve("out.bin")));
      cases++;
    }
    assertEquals(10, cases);
  }

  /**
   * It can write this format but not read it, hence both are compared token by token; what exceeds
   * 28 bytes it takes for a hole.
   */
  @Test
  void srecCatWritesTheSameCoe() throws Exception {
    ExternalTool srecCat = ExternalTool.named("srec_cat");
    int cases = 0;
    for (RomImage image : TestImages.withLanes(1, 2)) {
      byte[] bytes = bytes(image, ByteOrder.BIG_ENDIAN);
      if (bytes.length <= 28) {
        Files.write(folder.resolve("in.bin"), bytes);
        String width = Integer.toString(image.width());
        srecCat.runOk(folder, "in.bin", "-binary", "-o", "out.coe", "-COE", width);
        assertEquals(tokens("out.coe"), tokens(write(new CoeWriter(), image)));
        cases++;
      }
    }
    assertEquals(6, cases);
  }

  @Test
  void yosysReadsEveryWord() throws Exception {
    ExternalTool yosys = ExternalTool.named("yosys");
    RomImage image = TestImages.withLanes(4).get(3);
    String file = write(new ReadmemhWriter(), image);
    Files.writeString(
        folder.resolve("rom.v"),
        """
        module rom(input [4:0] a, output [63:0] y);
        reg [63:0] m [0:%d - 1];
        initial $readmemh("%s", m);
        assign y = m[a];
        endmodule
        """
            .formatted(image.depth(), file));
    yosys.runOk(
        folder,
        "-q",
        "-p",
        "read_verilog rom.v; hierarchy -top rom; proc; memory -nomap; write_rtlil rom.il");
    StringBuilder bits = new StringBuilder();
    List<String> words = TestImages.words(image);
    for (int address = words.size() - 1; address >= 0; address--) {
      String binary = new BigInteger(words.get(address), 16).toString(2);
      bits.append("0".repeat(image.width() - binary.length())).append(binary);
    }
    String rtlil = Files.readString(folder.resolve("rom.il"));
    assertEquals(
        bits.toString(),
        rtlil
            .lines()
            .filter(line -> line.strip().startsWith("parameter \\INIT"))
            .map(line -> line.substring(line.indexOf('\'') + 1))
            .findFirst()
            .orElseThrow());
  }

  private String write(MemoryWriter writer, RomImage image) throws IOException {
    String path = writer.format().path(image.name());
    String name = path.substring(path.lastIndexOf('/') + 1);
    try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
      writer.write(image, out);
    }
    return name;
  }

  private static byte[] bytes(RomImage image, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(image.depth() * image.width() / 8).order(order);
    for (int address = 0; address < image.depth(); address++) {
      for (int i = 0; i < image.lanes(); i++) {
        int lane = order == ByteOrder.BIG_ENDIAN ? image.lanes() - 1 - i : i;
        bytes.putShort(image.value(address, lane));
      }
    }
    return bytes.array();
  }

  /** Keywords, numbers and punctuation of a .coe file without its comment lines, in lower case. */
  private List<String> tokens(String file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      text.append(line.startsWith(";") ? "" : line + "\n");
    }
    String spaced = text.toString().replaceAll("([=,;])", " $1 ").toLowerCase(Locale.ROOT);
    List<String> tokens = List.of(spaced.strip().split("\\s+"));
    assertFalse(tokens.isEmpty());
    return tokens;
  }
}
