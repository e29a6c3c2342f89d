package org.microgptrom.rtl;

import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.Tables;

/**
 * The shifts that the formats ask for, to the right, and negative ones to the left, and the ranges
 * of those that the circuit can do; {@code docs/arithmetic.md} has the formulas.
 *
 * @param epsilonEmbedding what norm adds to the sum of squares of an embedding
 * @param epsilonResidual what norm adds to the sum of squares of the residual stream
 * @param norm the shift of norm less e/2
 * @param embed the shift from the first norm's format to the residual stream's
 * @param temperature the shift from a logit times the temperature's scale to a base-2 logarithm
 * @param ofSums the shifts of matrices, scores and weighted means
 * @param ofScales the shifts after a product with a table's entry or the temperature
 * @param ofEmbeddings the shifts from a norm's format to the residual stream's
 * @param smallestScore the smallest of the shifts of scores
 */
record Shifts(
    long epsilonEmbedding,
    long epsilonResidual,
    int norm,
    int embed,
    int temperature,
    ShiftRange ofSums,
    ShiftRange ofScales,
    ShiftRange ofEmbeddings,
    int smallestScore) {
  /** log2 of the scale of the tables' entries. */
  static final int TABLE_BITS = 15;

  // What the formats of trained models ask for at most; the ranges hold it in any case.
  static final int USUAL_SUM = 12;
  private static final int USUAL_SCALE = 4;
  private static final int USUAL_EMBEDDING = 3;
  private static final int USUAL_EPSILON_BITS = 16;

  /** The shifts of a model that runs this program. */
  static Shifts of(ModelConfig config, Formats formats, List<Instruction> program) {
    int fn = formats.norm().fractionBits();
    int norm = TABLE_BITS - Tables.rsqrtExponent(config.embd()) - fn;
    int embed = fn - formats.residual().fractionBits();
    int temperature = formats.temperatureShift();
    long epsilonEmbedding = GoldenSimulator.epsilon(config.embd(), formats.embedding());
    long epsilonResidual = GoldenSimulator.epsilon(config.embd(), formats.residual());
    long leastSquares = Math.min(epsilonEmbedding, epsilonResidual);
    long mostSquares = ((long) config.embd() << 30) + Math.max(epsilonEmbedding, epsilonResidual);
    int leastNorm = norm + FixedMath.leadingOne(leastSquares) / 2;
    int mostNorm = norm + FixedMath.leadingOne(mostSquares) / 2;
    int mostMix = TABLE_BITS + FixedMath.ceilLog2(config.context());
    return new Shifts(
        epsilonEmbedding,
        epsilonResidual,
        norm,
        embed,
        temperature,
        ShiftRange.holding(
            Math.min(USUAL_SUM, shifts(program).min().orElseThrow()),
            Math.max(mostMix, shifts(program).max().orElseThrow())),
        ShiftRange.holding(
            Math.min(Math.min(USUAL_SCALE, temperature), leastNorm),
            Math.max(Math.max(TABLE_BITS, temperature), mostNorm)),
        ShiftRange.holding(Math.min(0, embed), Math.max(USUAL_EMBEDDING, embed)),
        formats.layers().stream().mapToInt(Formats.Layer::scoreShift).min().orElseThrow());
  }

  /** The shifts that instructions name. */
  private static IntStream shifts(List<Instruction> program) {
    return program.stream()
        .filter(instruction -> instruction.kind() != Instruction.Kind.MIX)
        .mapToInt(Instruction::shift);
  }

  /** The bits that hold both epsilons. */
  int epsilonBits() {
    long most = Math.max(epsilonEmbedding, epsilonResidual);
    return Math.max(USUAL_EPSILON_BITS, Long.SIZE - Long.numberOfLeadingZeros(most));
  }
}
