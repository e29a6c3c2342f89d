package org.microgptrom.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

@Tag("slow")
class CircuitParametersTest {
  /** One whose every size is 1, odd ones, one with several layers, one whose R/C is 16. */
  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(1, 1, 1, 1, 1, 2),
          new ModelConfig(5, 24, 3, 33, 50, 11),
          new ModelConfig(2, 12, 2, 17, 30, 70));

  /** Bits of the codes, cyclically over the tensors; negative: with a codebook of their own. */
  private static final List<List<Integer>> BITS =
      List.of(
          List.of(16),
          List.of(4),
          List.of(3, 8, 2, 4, 16),
          List.of(8, 4, -4, 3, -4, 16, 8, -2, -3, 4, 2, -3, -4));

  /** A module that uses the program, as the circuit does. */
  private static final String USER =
      """
      module user (
          input  logic [microgpt_params::PcBits-1:0] pc,
          output logic [microgpt_params::InstructionBits-1:0] row
      );
        assign row = microgpt_params::instruction(pc);
      endmodule
      """;

  @TempDir Path folder;

  /** Icarus prints the package's constants and instructions, Python computes them. */
  @Test
  void everyConstantAndInstructionIsWhatPythonComputes() throws Exception {
    ExternalTool python = ExternalTool.named("python3");
    ExternalTool iverilog = ExternalTool.named("iverilog");
    ExternalTool vvp = ExternalTool.named("vvp");
    Path script = Path.of("src/test/python/circuit_parameters.py").toAbsolutePath();
    Set<String> tiles = new HashSet<>();
    int tables = 0;
    int cases = 0;
    for (int seed = 0; seed < 24; seed++) {
      ModelConfig config = seed < SHAPES.size() ? SHAPES.get(seed) : RandomModels.shape(seed);
      RandomModels.Weights weights =
          seed % 2 == 0 ? RandomModels.Weights.MODERATE : RandomModels.Weights.FULL_SCALE;
      List<Integer> bits = BITS.get(seed % BITS.size());
      Quantized quantized = RandomModels.narrowQuantized(config, weights, bits, seed);
      int lanes = 1 << (seed + 4) % 9;
      boolean precomputed = seed % 5 == 2;
      Path own = Files.createDirectory(folder.resolve("model" + seed));
      QuantizedCodec.writeInto(own, quantized);
      Map<String, List<String>> lines =
          python
              .runOk(
                  own,
                  script.toString(),
                  ".",
                  Integer.toString(lanes),
                  precomputed ? "precomputed" : "")
              .lines()
              .map(String::strip)
              .collect(Collectors.groupingBy(CircuitParametersTest::kind));
      List<String> expected = lines.getOrDefault("", List.of());
      List<String> ofTables = lines.getOrDefault("table", List.of());
      assertConstants(lines.getOrDefault("constant", List.of()), quantized.model(), lanes);
      String text = parameters(quantized.model(), lanes, precomputed);
      assertEquals(
          expected.stream().filter(line -> !line.startsWith("row ")).count(),
          text.lines().filter(line -> line.contains("localparam ")).count());
      for (String table : ofTables) {
        assertTrue(text.contains(module(table.split(" ", -1))), () -> table + "\n" + text);
        tables++;
      }
      assertEquals(ofTables.size(), text.split("Index == ", -1).length - 1);
      Files.writeString(own.resolve("microgpt_params.sv"), text, StandardCharsets.US_ASCII);
      Files.writeString(own.resolve("dump.sv"), dump(expected), StandardCharsets.US_ASCII);
      iverilog.runOk(
          own, "-g2012", "-s", "dump", "-o", "dump.vvp", "microgpt_params.sv", "dump.sv");
      String printed = vvp.runOk(own, "-n", "dump.vvp").replace("\0", "");
      assertEquals(
          expected,
          printed.lines().map(String::strip).toList(),
          config + ", lanes " + lanes + ", bits " + bits);
      tiles.add(expected.get(7) + " " + expected.get(8));
      cases++;
    }
    assertEquals(24, cases);
    assertTrue(tables > 60, "only " + tables);
    assertTrue(tiles.size() > 10, tiles::toString);
  }

  private static String kind(String line) {
    return line.matches("(table|linear) .*")
        ? "table"
        : line.startsWith("constant ") ? "constant" : "";
  }

  /** All words of the image but the two that the simulators' self-tests check. */
  private static void assertConstants(List<String> lines, QuantizedModel model, int lanes) {
    MemoryMap map = MemoryMap.of(model.config(), model.formats().codes(), lanes);
    RomImage image = CircuitImages.of(model, map).get(MemoryMap.CONSTANTS_IMAGE);
    assertEquals(image.depth() - 2, lines.size());
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      int actual = Short.toUnsignedInt(image.value(Integer.parseInt(words[1]), 0));
      assertEquals(Integer.parseInt(words[2]), actual, line);
    }
  }

  /** How a module of the package's file begins to describe a table that Python tells. */
  private static String module(String[] table) {
    String begin = "  if (Index == %s) begin : gen_table%s\n".formatted(table[1], table[1]);
    return table[0].equals("linear")
        ? begin + "    assign words_o = {16'hffff, 16'hfffe, "
        : begin
            + "    logic [31:0] signature;\n"
            + "    microgpt_table #(\n      .InitFile(\"%s\"),\n".formatted(table[2])
            + "      .Depth(%s)\n".formatted(table[3]);
  }

  @Test
  void verilatorHasNoWarning() throws Exception {
    ExternalTool verilator = ExternalTool.named("verilator");
    int cases = 0;
    for (ModelConfig config : SHAPES) {
      write(config, 16);
      assertEquals(
          "",
          verilator.runOk(
              folder,
              "--lint-only",
              "-Wall",
              "--top-module",
              "user",
              "microgpt_params.sv",
              "user.sv"));
      cases++;
    }
    assertEquals(4, cases);
  }

  /** The lookup of all instructions, as Yosys synthesizes it, against Icarus. */
  @Test
  void yosysAndIcarusReadTheSameProgram() throws Exception {
    ExternalTool yosys = ExternalTool.named("yosys");
    ExternalTool iverilog = ExternalTool.named("iverilog");
    ExternalTool vvp = ExternalTool.named("vvp");
    Set<String> outputs = new HashSet<>();
    int cases = 0;
    for (ModelConfig config : SHAPES) {
      QuantizedModel model = write(config, 16);
      Files.writeString(
          folder.resolve("print.sv"),
          """
          module print;
            reg [31:0] pc = 0;
            wire [%d:0] row;
            user user(.pc(pc[%d:0]), .row(row));
            initial for (pc = 0; pc < %d; pc = pc + 1) begin #1; $display("%%b", row); end
          endmodule
          """
              .formatted(
                  constant("InstructionBits") - 1,
                  constant("PcBits") - 1,
                  8 * model.config().layers() + 1),
          StandardCharsets.US_ASCII);
      yosys.runOk(
          folder,
          "-q",
          "-p",
          "read_verilog -sv microgpt_params.sv user.sv; synth -top user; write_verilog -noattr netlist.v");
      iverilog.runOk(
          folder, "-g2012", "-o", "source.vvp", "microgpt_params.sv", "user.sv", "print.sv");
      iverilog.runOk(folder, "-g2012", "-o", "netlist.vvp", "netlist.v", "print.sv");
      String source = vvp.runOk(folder, "-n", "source.vvp");
      assertEquals(source, vvp.runOk(folder, "-n", "netlist.vvp"));
      assertEquals(8 * config.layers() + 1, source.lines().distinct().count());
      outputs.add(source);
      cases++;
    }
    assertEquals(4, cases);
    assertEquals(4, outputs.size());
  }

  @Test
  void formatsOfAnotherShapeAreRefused() {
    QuantizedModel one = model(SHAPES.get(0));
    QuantizedModel other = model(SHAPES.get(2));
    MemoryMap map = MemoryMap.of(one.config(), 16);
    assertThrows(
        IllegalArgumentException.class,
        () -> CircuitParameters.of(one.config(), other.formats(), map, Variant.ONE));
    List<String> images = CircuitParameters.images(map);
    assertTrue(CircuitImages.of(one, map).keySet().containsAll(images));
    assertEquals(5, images.size());
  }

  private QuantizedModel write(ModelConfig config, int lanes) throws Exception {
    QuantizedModel model = model(config);
    Files.writeString(
        folder.resolve("microgpt_params.sv"),
        parameters(model, lanes, false),
        StandardCharsets.US_ASCII);
    Files.writeString(folder.resolve("user.sv"), USER, StandardCharsets.US_ASCII);
    return model;
  }

  private int constant(String name) throws Exception {
    return Files.readAllLines(folder.resolve("microgpt_params.sv")).stream()
        .filter(line -> line.contains(" " + name + " = "))
        .mapToInt(line -> Integer.parseInt(line.replaceAll(".* = |;", "")))
        .findFirst()
        .orElseThrow();
  }

  private static QuantizedModel model(ModelConfig config) {
    return RandomModels.model(config, RandomModels.Weights.FULL_SCALE, 3);
  }

  private static String parameters(QuantizedModel model, int lanes, boolean precomputed) {
    MemoryMap map = MemoryMap.of(model.config(), model.formats().codes(), lanes, precomputed);
    return CircuitParameters.of(model.config(), model.formats(), map, Variant.ONE);
  }

  /** A module that prints everything that is expected, from the package. */
  private static String dump(List<String> expected) {
    StringBuilder text = new StringBuilder("module dump;\n  initial begin\n");
    for (String line : expected) {
      String[] words = line.split(" ", -1);
      boolean row = words[0].equals("row");
      String name = row ? "instruction(" + words[1] + ")" : words[0];
      String label = row ? "row " + words[1] : words[0];
      String format = row ? "b" : words[0].endsWith("File") ? "s" : "0d";
      text.append(
          "    $display(\"%s %%%s\", microgpt_params::%s);\n".formatted(label, format, name));
    }
    return text.append("  end\nendmodule\n").toString();
  }
}
