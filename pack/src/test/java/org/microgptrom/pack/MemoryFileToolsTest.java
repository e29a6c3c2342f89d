package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/** What docs/memory-files.md says that tools do with a file is what they do. */
@Tag("slow")
class MemoryFileToolsTest {
  private static final Path PAGE = Path.of("../docs/memory-files.md");

  @TempDir Path folder;

  /** The rows of the page's tables by their first cell. */
  private final Map<String, List<String>> rows = new LinkedHashMap<>();

  /**
   * One row of {@code $readmemh}.
   *
   * @param file name and words of a file, apart by spaces
   * @param memory its declaration
   * @param load the statement that reads it
   */
  private record Case(String file, String memory, String load) {
    Case(String file, String memory) {
      this(file, memory, "$readmemh(\"" + file.split(" ", 2)[0] + "\", m);");
    }

    int first() {
      return memory.startsWith("[4") ? 4 : 0;
    }
  }

  private static final Map<String, Case> CASES = new LinkedHashMap<>();

  static {
    String clear = "for (i = 0; i < 8; i = i + 1) m[i] = 0; ";
    CASES.put("6 words", new Case("short.mem 1 2 3 4 5 6", "[0:7]"));
    CASES.put("10 words", new Case("long.mem 1 2 3 4 5 6 7 8 9 a", "[0:7]"));
    CASES.put("`12345`", new Case("wide.mem 12345 2 3 4 5 6 7 8", "[0:7]"));
    CASES.put("`000x`", new Case("x.mem 000x 2 3 4 5 6 7 8", "[0:7]"));
    CASES.put("`-001`", new Case("minus.mem -001 2 3 4 5 6 7 8", "[0:7]"));
    CASES.put("`m [7:0]`", new Case("words.mem 1 2 3 4 5 6 7 8", "[7:0]"));
    CASES.put(
        "from 7 to 0",
        new Case("words.mem 1 2 3 4 5 6 7 8", "[0:7]", "$readmemh(\"words.mem\", m, 7, 0);"));
    CASES.put("`@0`, `m [4:11]`", new Case("at.mem @0 1 2 3 4 5 6 7 8", "[4:11]"));
    CASES.put("no file", new Case("", "[0:7]", "$readmemh(\"none.mem\", m);"));
    CASES.put(
        "zeros in a loop, then the file",
        new Case("words.mem 1 2 3 4 5 6 7 8", "[0:7]", clear + "$readmemh(\"words.mem\", m);"));
    CASES.put(
        "file beside the source",
        new Case("sub/only.mem 1 2 3 4 5 6 7 8", "[0:7]", "$readmemh(\"only.mem\", m);"));
  }

  @BeforeEach
  void readPage() throws IOException {
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| ")) {
        List<String> cells = List.of(line.substring(2, line.length() - 2).split(" \\| ", -1));
        rows.put(cells.get(0), cells.subList(1, cells.size()));
      }
    }
    Files.createDirectories(folder.resolve("sub"));
    for (Case tried : CASES.values()) {
      if (!tried.file.isEmpty()) {
        String[] parts = tried.file.split(" ", 2);
        Files.writeString(folder.resolve(parts[0]), parts[1].replace(' ', '\n') + "\n");
      }
    }
    Files.writeString(folder.resolve("sub/t.v"), simulated());
  }

  /** All cases in one module, of which an argument chooses one. */
  private static String simulated() {
    StringBuilder text = new StringBuilder("module t;\n  integer i;\n");
    int number = 0;
    for (Case tried : CASES.values()) {
      String name = "m" + number;
      text.append("  reg [15:0] " + name + " " + tried.memory + ";\n");
      text.append("  initial if ($test$plusargs(\"case" + (char) ('a' + number) + "\")) begin\n");
      text.append("    " + tried.load.replaceAll("\\bm\\b", name) + "\n");
      text.append(
          "    for (i = " + tried.first() + "; i < " + (tried.first() + 8) + "; i = i + 1)");
      text.append(" $display(\"m %h\", " + name + "[i]);\n    $finish;\n  end\n");
      number++;
    }
    return text + "endmodule\n";
  }

  @Test
  void icarus() throws Exception {
    ExternalTool compiler = ExternalTool.named("iverilog");
    ExternalTool vvp = ExternalTool.named("vvp");
    requireVersion(compiler.run(folder, "-V").output(), 0);
    compiler.runOk(folder, "-g2012", "-o", "t.vvp", "sub/t.v");
    simulations(0, argument -> vvp.run(folder, "-n", "t.vvp", argument));
  }

  @Test
  void verilator() throws Exception {
    ExternalTool verilator = ExternalTool.named("verilator");
    requireVersion(verilator.run(folder, "--version").output(), 1);
    verilator.runOk(
        folder,
        "--binary",
        "-Wno-fatal",
        "--Mdir",
        "obj",
        "-o",
        "sim",
        "--top-module",
        "t",
        "sub/t.v");
    ExternalTool sh = ExternalTool.named("sh");
    simulations(1, argument -> sh.run(folder, "-c", "obj/sim " + argument));
  }

  /** Runs one case. */
  @FunctionalInterface
  private interface Simulation {
    ExternalTool.Result run(String argument) throws Exception;
  }

  private void simulations(int column, Simulation simulation) throws Exception {
    int number = 0;
    for (String name : CASES.keySet()) {
      ExternalTool.Result result = simulation.run("+case" + (char) ('a' + number));
      List<String> words =
          result
              .output()
              .lines()
              .filter(line -> line.startsWith("m "))
              .map(line -> line.substring(2))
              .toList();
      requireCell(name, column, outcome(words, result));
      number++;
    }
    assertEquals(11, number);
  }

  @Test
  void yosys() throws Exception {
    ExternalTool yosys = ExternalTool.named("yosys");
    requireVersion(yosys.run(folder, "-V").output(), 2);
    int number = 0;
    for (Map.Entry<String, Case> entry : CASES.entrySet()) {
      Case tried = entry.getValue();
      String all =
          IntStream.range(0, 8)
              .mapToObj(i -> "m[" + (tried.first() + 7 - i) + "]")
              .collect(Collectors.joining(", "));
      Files.writeString(
          folder.resolve("sub/y.v"),
          "module t(output [127:0] o); integer i; reg [15:0] m "
              + tried.memory
              + "; initial begin "
              + tried.load
              + " end assign o = {"
              + all
              + "}; endmodule\n");
      ExternalTool.Result result =
          yosys.run(
              folder, "-p", "read_verilog sub/y.v; proc; memory_map; opt_clean; eval -show o t");
      Matcher bits = Pattern.compile("Eval result: .* = 128'([01x]{128})").matcher(result.output());
      List<String> words = bits.find() ? words(bits.group(1)) : List.of();
      requireCell(entry.getKey(), 2, outcome(words, result));
      number++;
    }
    assertEquals(11, number);
  }

  /** Words of 16 bits in hexadecimal, the last ones first. */
  private static List<String> words(String bits) {
    return IntStream.range(0, 8)
        .mapToObj(i -> bits.substring(16 * (7 - i), 16 * (8 - i)))
        .map(
            word ->
                IntStream.range(0, 4)
                    .mapToObj(digit -> word.substring(4 * digit, 4 * digit + 4))
                    .map(d -> d.contains("x") ? "x" : new BigInteger(d, 2).toString(16))
                    .collect(Collectors.joining()))
        .toList();
  }

  /** The words without leading zeros, complaints, and an exit code that is not 0. */
  private static String outcome(List<String> words, ExternalTool.Result result) {
    String text =
        words.isEmpty()
            ? "nothing"
            : words.stream()
                .map(word -> word.equals("xxxx") ? "x" : word.replaceFirst("^0+(?=[0-9a-f]+$)", ""))
                .collect(Collectors.joining(" ", "`", "`"));
    String said = result.output();
    return text
        + (Pattern.compile("warning: ", Pattern.CASE_INSENSITIVE).matcher(said).find()
            ? ", warning"
            : "")
        + (Pattern.compile("error: ", Pattern.CASE_INSENSITIVE).matcher(said).find()
            ? ", error"
            : "")
        + (result.exitCode() == 0 ? "" : ", exit " + result.exitCode());
  }

  /** GHDL, srec_cat, objcopy, icebram and NumPy, with one question each row. */
  @Test
  void otherTools() throws Exception {
    Map<String, String> seen = new LinkedHashMap<>();
    Files.write(folder.resolve("two.bin"), new byte[] {(byte) 0xfc, 0x3a, 0, 0x12});
    Files.write(folder.resolve("three.bin"), new byte[] {(byte) 0xfc, 0x3a, 0});
    ghdl(seen);
    ExternalTool srec = ExternalTool.named("srec_cat");
    seen.put(
        "srec_cat `-vmem 16`",
        lines(srec.run(folder, "two.bin", "-binary", "-o", "-", "-vmem", "16"), "@.*"));
    seen.put(
        "srec_cat `-mif 16`",
        lines(srec.run(folder, "two.bin", "-binary", "-o", "-", "-mif", "16"), "0.*"));
    ExternalTool.Result hole =
        srec.run(folder, "two.bin", "-binary", "-offset", "2", "-o", "-", "-coe");
    seen.put("srec_cat `-coe`, a hole at 0", "exit " + hole.exitCode());
    seen.put("`objcopy --verilog-data-width=2`", objcopy("two.bin"));
    seen.put("objcopy, 3 bytes of width 2", objcopy("three.bin"));
    icebram(seen);
    seen.put(
        "`numpy.savetxt(fmt='%04x')` of -1, 18 in int16",
        ExternalTool.named("python3")
            .runOk(
                folder,
                "-c",
                "import numpy, sys; numpy.savetxt(sys.stdout, numpy.array([-1, 18], 'i2'),"
                    + " fmt='%04x')")
            .strip()
            .replace("\n", " "));
    for (Map.Entry<String, String> entry : seen.entrySet()) {
      requireCell(entry.getKey(), 1, entry.getValue());
    }
    assertEquals(11, seen.size());
  }

  private void ghdl(Map<String, String> seen) throws Exception {
    ExternalTool ghdl = ExternalTool.named("ghdl");
    Files.writeString(
        folder.resolve("b.vhd"),
        """
        library ieee; use ieee.std_logic_1164.all; use std.textio.all;
        use ieee.std_logic_textio.all;
        entity b is end;
        architecture a of b is begin process
          file f : text open read_mode is "g.mem";
          variable l, o : line;
          variable w : std_logic_vector(15 downto 0);
        begin
          while not endfile(f) loop
            readline(f, l); hread(l, w); hwrite(o, w); writeline(output, o);
          end loop;
          wait;
        end process; end;
        """);
    String[] options = {"--std=93", "--ieee=synopsys"};
    ghdl.runOk(folder, "-a", options[0], options[1], "b.vhd");
    ghdl.runOk(folder, "-e", options[0], options[1], "b");
    Map<String, String> files =
        Map.of(
            "long word `1abcd`",
            "1abcd",
            "two words on a line",
            "0012 0034",
            "short word `12`",
            "12");
    for (String name : List.of("long word `1abcd`", "two words on a line", "short word `12`")) {
      Files.writeString(folder.resolve("g.mem"), files.get(name) + "\n");
      ExternalTool.Result result = ghdl.run(folder, "-r", options[0], options[1], "b");
      String error = result.output().contains("error") ? ", error" : "";
      seen.put("GHDL `hread`, " + name, lines(result, "[0-9A-F]{4}") + error);
    }
  }

  private String objcopy(String file) throws Exception {
    ExternalTool.named("objcopy")
        .runOk(folder, "-I", "binary", "-O", "verilog", "--verilog-data-width=2", file, "o.v");
    return "`" + Files.readString(folder.resolve("o.v")).strip().replaceAll("\\s+", " ") + "`";
  }

  private void icebram(Map<String, String> seen) throws Exception {
    ExternalTool sh = ExternalTool.named("sh");
    ExternalTool.named("icebram");
    Files.writeString(folder.resolve("old.hex"), words(256, "%04x\n"));
    Files.writeString(folder.resolve("comment.hex"), "// words\n" + words(256, "%04x\n"));
    Files.writeString(folder.resolve("none.asc"), ".device 1k\n");
    Map<String, String> commands = new LinkedHashMap<>();
    commands.put("icebram, nothing to replace", "icebram old.hex old.hex < none.asc > out.asc");
    commands.put("icebram, a comment", "icebram comment.hex old.hex < none.asc > out.asc");
    for (Map.Entry<String, String> entry : commands.entrySet()) {
      int exit = sh.run(folder, "-c", entry.getValue()).exitCode();
      long size = Files.size(folder.resolve("out.asc"));
      seen.put(entry.getKey(), "exit " + exit + (size == 0 ? ", an empty file" : ""));
    }
  }

  private static String words(int count, String format) {
    return IntStream.range(0, count)
        .mapToObj(i -> String.format(java.util.Locale.ROOT, format, i * 40_503 & 0xFFFF))
        .collect(Collectors.joining());
  }

  /** The lines of this form, with nothing around them. */
  private static String lines(ExternalTool.Result result, String form) {
    return result
        .output()
        .lines()
        .map(String::strip)
        .filter(line -> line.matches(form))
        .collect(Collectors.joining(" ", "`", "`"));
  }

  private void requireCell(String row, int column, String outcome) {
    assertTrue(rows.containsKey(row), () -> "no row " + row + ", which gives " + outcome);
    assertEquals(rows.get(row).get(column), outcome, row);
  }

  /** Skips where the page does not speak of the installed version. */
  private void requireVersion(String said, int column) {
    String head = rows.get("file, for `reg [15:0] m [0:7]`").get(column);
    Matcher version = Pattern.compile("\\d+\\.\\d+").matcher(said);
    assertTrue(version.find(), said);
    assumeTrue(head.contains(version.group()), "the page speaks of " + head);
  }
}
