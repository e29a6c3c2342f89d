package org.microgptrom.rtl;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;

/**
 * The modules of {@link Circuit#PARAMETERS} that know the ROMs of one model by their names, which
 * hand-written sources can't: the tables of codes, and the {@code case} statements.
 */
final class RomModules {
  private static final int WIDTH = Integer.SIZE; // of a signature
  private static final int WORD = RomImage.LANE_BITS;

  private RomModules() {}

  /** The table with a number: a codebook's file, or two's complement. */
  static void codebook(PackageText text, List<CodeTables.Table> tables) {
    text.line("")
        .line("// The words of all codes of a width, from the file of a codebook or computed, and")
        .line("// what a codebook adds to the end of the self-test, which tells tables apart.")
        .line("// verilator lint_off DECLFILENAME")
        .line("// verilator lint_off UNUSED")
        .line("module microgpt_codebook #(")
        .line("  parameter int Index = 0,")
        .line("  parameter int Bits = 4")
        .line(") (")
        .line("  input wire logic clk_i,")
        .line("  output logic [(16<<Bits)-1:0] words_o,")
        .line("  output logic [31:0] signature_o")
        .line(");");
    for (int number = 0; number < tables.size(); number++) {
      CodeTables.Table table = tables.get(number);
      text.line("  if (Index == " + number + ") begin : gen_table" + number);
      if (table.isLinear()) {
        text.line("    assign words_o = " + linear(table.bits()) + ";")
            .line("    assign signature_o = 32'd0;");
      } else {
        text.line("    logic [31:0] signature;")
            .line("    microgpt_table #(")
            .line("      .InitFile(\"" + MemoryFormat.READMEMH.path(table.codebook()) + "\"),")
            .line("      .Depth(" + (1 << table.bits()) + ")")
            .line("    ) u_table (.clk_i, .words_o, .signature_o(signature));")
            .line(
                "    assign signature_o = 32'({2{signature}} >> "
                    + (WIDTH - number % WIDTH)
                    + ");");
      }
      text.line("  end");
    }
    text.line("endmodule")
        .line("// verilator lint_on UNUSED")
        .line("// verilator lint_on DECLFILENAME");
  }

  /** The values of all codes, two's complement, the last code's in the most significant bits. */
  private static String linear(int bits) {
    int codes = 1 << bits;
    return IntStream.iterate(codes - 1, code -> code >= 0, code -> code - 1)
        .map(code -> code < codes / 2 ? code : code - codes)
        .mapToObj(value -> String.format(Locale.ROOT, "%d'h%04x", WORD, value & 0xFFFF))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** The ROM that has a file's words, from {@code case} statements. */
  static void caseRom(PackageText text, List<String> images) {
    text.line("")
        .line("`ifdef MICROGPT_CASE_ROM")
        .line("// The words of a file, from a module of rom/systemverilog-case.")
        .line("// verilator lint_off DECLFILENAME")
        .line("module microgpt_case_rom #(")
        .line("  parameter InitFile = \"\",")
        .line("  parameter int Width = 16,")
        .line("  parameter int AddrBits = 4")
        .line(") (")
        .line("  input wire logic clk_i,")
        .line("  input wire logic [AddrBits-1:0] addr_i,")
        .line("  output logic [Width-1:0] data_o")
        .line(");");
    for (String image : images) {
      String file = MemoryFormat.READMEMH.path(image);
      text.line("  if (InitFile == \"" + file + "\") begin : gen_" + image)
          .line("    " + image + "_rom u_words (.clk_i, .addr_i, .data_o);")
          .line("  end");
    }
    text.line("endmodule").line("// verilator lint_on DECLFILENAME").line("`endif");
  }
}
