package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/**
 * Programs that we did not write read what the writers wrote; where there is none for a format, a
 * second small parser in Python. {@link MemoryOraclesTest} does the same for the default formats.
 */
@Tag("slow")
class ForeignParsersTest {
  private static final Path SCRIPT = Path.of("src/test/python/memory_files.py").toAbsolutePath();

  /** Formats that Python reads, here or with NumPy or intelhex. */
  private static final Set<MemoryFormat> IN_PYTHON =
      Set.of(
          MemoryFormat.COE,
          MemoryFormat.MIF,
          MemoryFormat.MIF_RANGES,
          MemoryFormat.MIF_UNSIGNED,
          MemoryFormat.IHEX,
          MemoryFormat.IHEX_QUARTUS,
          MemoryFormat.LATTICE_HEX,
          MemoryFormat.LATTICE_BIN,
          MemoryFormat.LATTICE_ADDRHEX,
          MemoryFormat.GOWIN_HEX,
          MemoryFormat.GOWIN_BIN,
          MemoryFormat.GOWIN_ADDRHEX,
          MemoryFormat.MICROCHIP_HEX,
          MemoryFormat.MICROCHIP_BIN,
          MemoryFormat.RAW_LE,
          MemoryFormat.RAW_BE,
          MemoryFormat.NPY);

  /** Formats that compilers, simulators and srec_cat read, below or in the other test. */
  private static final Set<MemoryFormat> IN_OTHERS =
      Set.of(
          MemoryFormat.READMEMH,
          MemoryFormat.READMEMB,
          MemoryFormat.SREC,
          MemoryFormat.VHDL,
          MemoryFormat.VHDL_CASE,
          MemoryFormat.VERILOG_CASE,
          MemoryFormat.SYSTEMVERILOG_CASE,
          MemoryFormat.C);

  /** Of words: lanes of 16 bits, and codes of 3, 4 and 8 bits for 1, 8 and 64 lanes. */
  private static final int[] WIDTHS = {16, 48, 256, 1024, 3, 4, 8, 24};

  private static final int[] SOME_WIDTHS = {16, 48, 1024, 3, 4, 8, 24};

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(MemoryFormat.class)
  void pythonReadsEveryWord(MemoryFormat format) throws Exception {
    if (!IN_PYTHON.contains(format)) {
      assertTrue(IN_OTHERS.contains(format), "nothing that we did not write reads " + format);
      return;
    }
    ExternalTool python = ExternalTool.named("python3");
    int images = 0;
    for (int width : WIDTHS) {
      List<String> arguments =
          new ArrayList<>(List.of(SCRIPT.toString(), format.toString(), "" + width));
      List<String> expected = new ArrayList<>();
      for (RomImage image : images(format, width)) {
        arguments.add(write(format, image));
        expected.addAll(TestImages.words(image));
        images++;
      }
      if (arguments.size() > 3) {
        String words = python.runOk(folder, arguments.toArray(String[]::new));
        assertEquals(expected, words.lines().toList());
      }
    }
    // Those of the test, of 16 bits also one of 70,001 words and those of a default bundle.
    int whole = format.holds(16, 70_001) ? 1 : 0;
    assertEquals((format.holds(1024, 1) ? 40 : 35) + whole + defaultImages().size(), images);
  }

  @Test
  void srecCatReadsHexRecords() throws Exception {
    ExternalTool srecCat = ExternalTool.named("srec_cat");
    int cases = 0;
    for (MemoryFormat format : List.of(MemoryFormat.IHEX, MemoryFormat.SREC, MemoryFormat.RAW_LE)) {
      String kind =
          format == MemoryFormat.IHEX
              ? "-intel"
              : format == MemoryFormat.SREC ? "-motorola" : "-binary";
      for (int width : WIDTHS) {
        for (RomImage image : images(format, width)) {
          srecCat.runOk(folder, write(format, image), kind, "-o", "out.bin", "-binary");
          byte[] expected = littleEndian(image);
          assertArrayEquals(expected, Files.readAllBytes(folder.resolve("out.bin")), image.name());
          cases++;
        }
      }
    }
    assertEquals(3 * (41 + defaultImages().size()), cases);
  }

  /** Scaled to bytes, addresses in words are what other programs read. */
  @Test
  void srecCatReadsQuartusRecordsOfOneSegment() throws Exception {
    ExternalTool srecCat = ExternalTool.named("srec_cat");
    int cases = 0;
    for (RomImage image : TestImages.withLanes(1, 4)) {
      List<String> lines =
          Files.readAllLines(folder.resolve(write(MemoryFormat.IHEX_QUARTUS, image)));
      StringBuilder scaled = new StringBuilder();
      for (String line : lines) {
        int address = Integer.parseInt(line.substring(3, 7), 16) * image.width() / 8;
        String record = "%s%04X%s".formatted(line.substring(1, 3), address, line.substring(7));
        int sum = 0;
        for (int i = 0; i < record.length() - 2; i += 2) {
          sum += Integer.parseInt(record.substring(i, i + 2), 16);
        }
        scaled.append(":").append(record, 0, record.length() - 2);
        scaled.append("%02X\n".formatted(-sum & 0xFF));
      }
      Files.writeString(folder.resolve("scaled.hex"), scaled);
      srecCat.runOk(folder, "scaled.hex", "-intel", "-o", "out.bin", "-binary");
      Files.move(
          folder.resolve(write(MemoryFormat.RAW_BE, image)),
          folder.resolve("expected.bin"),
          StandardCopyOption.REPLACE_EXISTING);
      assertEquals(-1L, Files.mismatch(folder.resolve("expected.bin"), folder.resolve("out.bin")));
      cases++;
    }
    assertEquals(10, cases);
  }

  @Test
  void gccReadsHeaders() throws Exception {
    ExternalTool gcc = ExternalTool.named("gcc");
    StringBuilder includes = new StringBuilder("#include <stdio.h>\n");
    StringBuilder prints = new StringBuilder();
    List<String> expected = new ArrayList<>();
    List<RomImage> images = TestImages.withWidths(SOME_WIDTHS);
    for (RomImage image : images) {
      includes.append("#include \"%s\"\n".formatted(write(MemoryFormat.C, image)));
      prints.append(
          """
            for (int a = 0; a < %1$s_DEPTH; a++) {
              printf("%%0%3$dx", %2$s_rom[a][%1$s_LANES - 1]);
              for (int lane = %1$s_LANES - 1; lane-- > 0;) printf("%%04x", %2$s_rom[a][lane]);
              printf("\\n");
            }
          """
              .formatted(
                  image.name().toUpperCase(Locale.ROOT),
                  image.name(),
                  ((image.width() - 1) % 16 + 4) / 4));
      expected.addAll(TestImages.words(image));
    }
    Files.writeString(
        folder.resolve("dump.c"), includes + "int main(void) {\n" + prints + "  return 0;\n}\n");
    gcc.runOk(
        folder, "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-o", "dump", "dump.c");
    String dump = ExternalTool.named("bash").runOk(folder, "-c", "./dump");
    assertEquals(expected, dump.lines().toList());
    assertEquals(5 * SOME_WIDTHS.length, images.size());
  }

  @Test
  void ghdlReadsPackagesAndEntities() throws Exception {
    ExternalTool ghdl = ExternalTool.named("ghdl");
    List<String> analyse = new ArrayList<>(List.of("-a", "--std=08"));
    StringBuilder signals = new StringBuilder();
    StringBuilder instances = new StringBuilder();
    StringBuilder steps = new StringBuilder();
    List<String> expected = new ArrayList<>();
    List<RomImage> images = TestImages.withWidths(SOME_WIDTHS);
    for (RomImage image : images) {
      String name = image.name();
      analyse.add(write(MemoryFormat.VHDL, image));
      RomImage other = renamed(image, name + "_case");
      analyse.add(write(MemoryFormat.VHDL_CASE, other));
      signals.append(
          """
            signal a_%1$s : unsigned(%2$d downto 0) := (others => '0');
            signal d_%1$s : std_logic_vector(%3$d downto 0);
          """
              .formatted(name, addressBits(image) - 1, image.width() - 1));
      instances.append(
          "  u_%1$s : entity work.%1$s_case_rom port map (clk, a_%1$s, d_%1$s);\n".formatted(name));
      steps.append(
          """
              for i in 0 to work.%1$s_rom.DEPTH - 1 loop
                write(l, to_hstring(work.%1$s_rom.WORDS(i)));
                writeline(output, l);
                a_%1$s <= to_unsigned(i, %2$d);
                clk <= '0';
                wait for 1 ns;
                clk <= '1';
                wait for 1 ns;
                write(l, to_hstring(d_%1$s));
                writeline(output, l);
              end loop;
          """
              .formatted(name, addressBits(image)));
      TestImages.words(image).forEach(word -> expected.addAll(List.of(word, word)));
    }
    Files.writeString(
        folder.resolve("bench.vhd"),
        "library ieee;\nuse ieee.std_logic_1164.all;\nuse ieee.numeric_std.all;\n"
            + "use std.textio.all;\nentity bench is end entity;\n"
            + "architecture sim of bench is\n  signal clk : std_logic := '0';\n"
            + signals
            + "begin\n"
            + instances
            + "  process\n    variable l : line;\n  begin\n"
            + steps
            + "    wait;\n  end process;\nend architecture;\n");
    analyse.add("bench.vhd");
    ghdl.runOk(folder, analyse.toArray(String[]::new));
    String dump = ghdl.runOk(folder, "--elab-run", "--std=08", "bench");
    assertEquals(expected, dump.lines().map(line -> line.toLowerCase(Locale.ROOT)).toList());
    assertEquals(5 * SOME_WIDTHS.length, images.size());
  }

  @Test
  void icarusReadsBinaryTextsAndModules() throws Exception {
    List<String> sources = verilogBench(TestImages.withWidths(SOME_WIDTHS));
    List<String> arguments = new ArrayList<>(List.of("-g2012", "-o", "dump.vvp"));
    arguments.addAll(sources);
    ExternalTool.named("iverilog").runOk(folder, arguments.toArray(String[]::new));
    String dump = ExternalTool.named("vvp").runOk(folder, "-n", "dump.vvp");
    assertEquals(Files.readAllLines(folder.resolve("expected")), dump.lines().toList());
  }

  @Test
  void yosysReadsModules() throws Exception {
    List<String> sources = verilogBench(TestImages.withWidths(SOME_WIDTHS));
    List<String> modules = sources.subList(0, sources.size() - 1);
    ExternalTool.named("yosys")
        .runOk(
            folder,
            "-q",
            "-p",
            "read_verilog -sv "
                + String.join(" ", modules)
                + "; proc; opt; write_verilog netlist.v");
    ExternalTool.named("iverilog")
        .runOk(folder, "-g2012", "-o", "dump.vvp", "netlist.v", sources.get(modules.size()));
    String dump = ExternalTool.named("vvp").runOk(folder, "-n", "dump.vvp");
    assertEquals(Files.readAllLines(folder.resolve("expected")), dump.lines().toList());
  }

  @Test
  void verilatorReadsBinaryTextsAndModules() throws Exception {
    List<String> sources = verilogBench(TestImages.withWidths(3, 16, 1024).subList(1, 13));
    for (String source : sources.subList(0, sources.size() - 1)) {
      ExternalTool.named("verilator")
          .runOk(folder, "--lint-only", "-Wall", "-Wno-DECLFILENAME", source);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of("--binary", "--timing", "-Wno-fatal", "--top-module", "dump", "-o", "dump"));
    arguments.addAll(List.of("-MAKEFLAGS", "OPT_FAST=-O0 OPT_GLOBAL=-O0"));
    arguments.addAll(sources);
    ExternalTool.named("verilator").runOk(folder, arguments.toArray(String[]::new));
    String dump = ExternalTool.named("bash").runOk(folder, "-c", "obj_dir/dump");
    assertEquals(
        Files.readAllLines(folder.resolve("expected")),
        dump.lines().filter(line -> line.matches("[0-9a-f]+")).toList());
  }

  /**
   * Writes each image as $readmemh, $readmemb, Verilog and SystemVerilog module, and a bench that
   * prints all words of all four; the expected lines are in the file {@code expected}.
   *
   * @return the sources, the bench last
   */
  private List<String> verilogBench(List<RomImage> images) throws IOException {
    List<String> sources = new ArrayList<>();
    StringBuilder declarations = new StringBuilder();
    StringBuilder steps = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (RomImage image : images) {
      String name = image.name();
      sources.add(write(MemoryFormat.VERILOG_CASE, renamed(image, name + "_v")));
      sources.add(write(MemoryFormat.SYSTEMVERILOG_CASE, renamed(image, name + "_sv")));
      write(MemoryFormat.READMEMH, renamed(image, name + "_h"));
      write(MemoryFormat.READMEMB, renamed(image, name + "_b"));
      declarations.append(
          """
            reg [%2$d:0] h_%1$s [0:%3$d];
            reg [%2$d:0] b_%1$s [0:%3$d];
            reg [%4$d:0] a_%1$s;
            wire [%2$d:0] v_%1$s;
            wire [%2$d:0] s_%1$s;
            %1$s_v_rom u_v_%1$s (.clk_i(clk), .addr_i(a_%1$s), .data_o(v_%1$s));
            %1$s_sv_rom u_s_%1$s (.clk_i(clk), .addr_i(a_%1$s), .data_o(s_%1$s));
          """
              .formatted(name, image.width() - 1, image.depth() - 1, addressBits(image) - 1));
      steps.append(
          """
              $readmemh("%1$s_h.mem", h_%1$s);
              $readmemb("%1$s_b.mem", b_%1$s);
              for (i = 0; i < %2$d; i = i + 1) begin
                a_%1$s = i[%3$d:0];
                clk = 0; #1; clk = 1; #1;
                $display("%%h", h_%1$s[i]); $display("%%h", b_%1$s[i]);
                $display("%%h", v_%1$s); $display("%%h", s_%1$s);
              end
          """
              .formatted(name, image.depth(), addressBits(image) - 1));
      TestImages.words(image).forEach(word -> expected.addAll(List.of(word, word, word, word)));
    }
    Files.write(folder.resolve("expected"), expected);
    Files.writeString(
        folder.resolve("dump.v"),
        "module dump;\n  integer i;\n  reg clk;\n"
            + declarations
            + "  initial begin\n"
            + steps
            + "    $finish;\n  end\nendmodule\n");
    sources.add("dump.v");
    return sources;
  }

  private String write(MemoryFormat format, RomImage image) throws IOException {
    Path file = folder.resolve(Path.of(format.path(image.name())).getFileName());
    try (OutputStream out = Files.newOutputStream(file)) {
      MemoryWriters.of(format).write(image, out);
    }
    return file.getFileName().toString();
  }

  /** Images of this width that the format can hold. */
  private static List<RomImage> images(MemoryFormat format, int width) {
    List<RomImage> images = new ArrayList<>(TestImages.withWidths(width));
    if (width == 16) {
      images.add(new RomImage("long", 1, 70_001, (address, lane) -> (short) (address * 0x9E37)));
      images.addAll(defaultImages());
    }
    images.removeIf(image -> !format.holds(image.width(), image.depth()));
    return images;
  }

  /** Those of 16 bits in a bundle of default shape and weights of full range. */
  private static List<RomImage> defaultImages() {
    ModelConfig config = new ModelConfig(1, 16, 4, 16, 64, 27);
    return MemoryMap.of(config, 16)
        .images(RandomModels.model(config, RandomModels.Weights.FULL_SCALE, 1))
        .stream()
        .filter(image -> image.width() == 16)
        .toList();
  }

  private static RomImage renamed(RomImage image, String name) {
    return RomImage.computed(new MemoryShape(name, image.width(), image.depth()), image::value);
  }

  private static int addressBits(RomImage image) {
    return Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(image.depth() - 1));
  }

  private static byte[] littleEndian(RomImage image) {
    int inWord = (image.width() + 7) / 8;
    byte[] bytes = new byte[image.depth() * inWord];
    for (int i = 0; i < bytes.length; i++) {
      int value = image.value(i / inWord, i % inWord / 2);
      bytes[i] = (byte) (value >> (8 * (i % inWord % 2)));
    }
    return bytes;
  }
}
