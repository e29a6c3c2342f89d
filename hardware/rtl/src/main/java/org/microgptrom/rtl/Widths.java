package org.microgptrom.rtl;

import java.util.List;
import java.util.function.ToIntFunction;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.fixed.FixedMath;

/**
 * The number of bits of a program counter and of an instruction's fields, which are listed from the
 * most significant on.
 */
record Widths(
    int pc, int kind, int layer, int width, int table, int tile, int group, int last, int base) {
  /**
   * The widths for a program.
   *
   * @param depth words of the weights' largest ROM
   */
  static Widths of(List<Instruction> program, int layers, int depth) {
    return new Widths(
        ofCount(program.size()),
        ofCount(Instruction.Kind.values().length),
        ofCount(layers),
        ofCount(Code.WIDTHS.size()),
        ofCount(1 + largest(program, Instruction::table)),
        ofCount(largest(program, Instruction::tiles)),
        ofCount(largest(program, Instruction::groups)),
        ofCount(largest(program, Instruction::lastGroups)),
        ofCount(depth));
  }

  /** Bits of a whole instruction. */
  int instruction() {
    return kind + layer + width + table + pc + tile + group + last + base;
  }

  /** The instruction with a number as a concatenation of literals. */
  String fields(int number, Instruction row) {
    return "{"
        + String.join(
            ", ",
            row.kind().constant(),
            PackageText.literal(layer, row.layer()),
            PackageText.literal(width, row.width()),
            PackageText.literal(table, row.table()),
            PackageText.literal(pc, number),
            PackageText.literal(tile, row.tiles() - 1),
            PackageText.literal(group, row.groups() - 1),
            PackageText.literal(last, row.lastGroups() - 1),
            PackageText.literal(base, row.base()))
        + "}";
  }

  private static int largest(List<Instruction> program, ToIntFunction<Instruction> field) {
    return program.stream().mapToInt(field).max().orElseThrow();
  }

  /** The number of bits, at least one, that hold 0..count-1. */
  static int ofCount(int count) {
    return Math.max(1, FixedMath.ceilLog2(count));
  }
}
