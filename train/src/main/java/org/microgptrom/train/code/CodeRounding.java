package org.microgptrom.train.code;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.CodeFitter;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.fixed.QFormat;

/**
 * Rounds the values of codebooks to 16 bits, as many of which are used as can be, and gives every
 * weight the nearest value.
 */
final class CodeRounding {
  /**
   * The largest value of a codebook before rounding: room is left for values that are moved apart,
   * and for the sum of a token's and a position's embedding.
   */
  private static final int MOST = QFormat.MAX_WORD - 32;

  private final List<ParameterSpec> specs;
  private final List<CodedTensor> tensors;
  private final float[] decoded;
  private final byte[] codes;
  private final Map<String, Codebook> codebooks = new LinkedHashMap<>();
  private final Map<String, TrainedCodes.Tensor> rounded = new LinkedHashMap<>();

  private CodeRounding(
      List<ParameterSpec> specs, List<CodedTensor> tensors, float[] decoded, byte[] codes) {
    this.specs = specs;
    this.tensors = tensors;
    this.decoded = decoded;
    this.codes = codes;
  }

  /**
   * Weights of 16-bit values; not numbers if the magnitudes leave the range of 16 bits.
   *
   * @param specs of the model's parameters
   * @param latent weights, and whatever follows
   * @param decoded weights of values that are not rounded yet
   * @param codes of the decoded weights
   */
  static RoundedWeights of(
      List<ParameterSpec> specs,
      List<CodedTensor> tensors,
      float[] latent,
      float[] decoded,
      byte[] codes) {
    CodeRounding rounding = new CodeRounding(specs, tensors, decoded, codes);
    float[] weights = decoded.clone();
    try {
      tensors.forEach(tensor -> rounding.round(tensor, latent));
    } catch (IllegalArgumentException e) {
      Arrays.fill(weights, Float.NaN);
      return new RoundedWeights(weights, TrainedCodes.NONE);
    }
    tensors.parallelStream().forEach(tensor -> rounding.weights(tensor, latent, weights));
    return new RoundedWeights(weights, new TrainedCodes(rounding.rounded, rounding.codebooks));
  }

  private void round(CodedTensor tensor, float[] latent) {
    TrainedCodes.Tensor of = tensor.codes();
    CodeGroup group = tensor.group();
    int fractionBits;
    if (group == null) {
      fractionBits = linear(tensor, latent);
    } else {
      List<CodedTensor> members =
          tensors.stream().filter(member -> member.group() == group).toList();
      fractionBits = fractionBits(group, members) + of.fractionBits() - group.fractionBits();
      codebooks.computeIfAbsent(
          group.name(), name -> codebook(group, members, fractionBits(group, members)));
    }
    rounded.put(tensor.name(), new TrainedCodes.Tensor(of.bits(), of.codebook(), fractionBits));
  }

  /** As before, or more if the weights have become so small. */
  private static int linear(CodedTensor tensor, float[] latent) {
    double largest = 0;
    for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
      largest = Math.max(largest, Math.abs(tensor.value(latent[i], 0)));
    }
    int fractionBits = tensor.codes().fractionBits();
    while (fractionBits < QFormat.MAX_FRACTION_BITS
        && Math.scalb(largest, fractionBits + 1) <= ~tensor.least()) {
      fractionBits++;
    }
    return fractionBits;
  }

  /** The most fraction bits of a codebook's values at which they, and all sums of them, fit. */
  private int fractionBits(CodeGroup group, List<CodedTensor> members) {
    int finest;
    int coarsest = 0;
    if (isEmbedding(members.get(0).name())) {
      double sum =
          specs.stream().filter(ParameterSpec::isEmbedding).mapToDouble(this::largest).sum();
      finest = QFormat.finest(sum, MOST).fractionBits();
    } else {
      float[] used = used(group, members);
      double largest = Math.max(Math.abs(used[0]), Math.abs(used[used.length - 1]));
      finest = QFormat.finest(largest, MOST).fractionBits();
    }
    for (CodedTensor member : members) {
      int more = member.codes().fractionBits() - group.fractionBits();
      finest = Math.min(finest, QFormat.MAX_FRACTION_BITS - more);
      coarsest = Math.max(coarsest, -more);
    }
    if (finest < coarsest) {
      throw new IllegalArgumentException("the values of " + group.name() + " do not fit 16 bits");
    }
    return finest;
  }

  private boolean isEmbedding(String name) {
    return specs.stream().anyMatch(spec -> spec.isEmbedding() && spec.name().equals(name));
  }

  private double largest(ParameterSpec spec) {
    int offset = 0;
    for (ParameterSpec other : specs.subList(0, specs.indexOf(spec))) {
      offset += other.size();
    }
    double largest = 0;
    for (int i = offset; i < offset + spec.size(); i++) {
      largest = Math.max(largest, Math.abs(decoded[i]));
    }
    return largest;
  }

  /** The values of a group, none of them beyond those that weights have. */
  private float[] used(CodeGroup group, List<CodedTensor> members) {
    int least = group.size() - 1;
    int most = 0;
    for (CodedTensor tensor : members) {
      for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
        least = Math.min(least, codes[i]);
        most = Math.max(most, codes[i]);
      }
    }
    float[] values = group.values();
    Arrays.fill(values, 0, least, values[least]);
    Arrays.fill(values, most, values.length, values[most]);
    return values;
  }

  private Codebook codebook(CodeGroup group, List<CodedTensor> members, int fractionBits) {
    float[] values = used(group, members);
    short[] words = new short[values.length];
    for (int code = 0; code < words.length; code++) {
      int word = (int) Math.rint(Math.scalb((double) values[code], fractionBits));
      words[code] = (short) (code == 0 ? word : Math.max(word, words[code - 1] + 1));
    }
    return new Codebook(words);
  }

  private void weights(CodedTensor tensor, float[] latent, float[] weights) {
    TrainedCodes.Tensor of = Objects.requireNonNull(rounded.get(tensor.name()));
    Codebook codebook = codebooks.get(of.codebook());
    for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
      double value = tensor.value(latent[i], of.fractionBits());
      int nearest =
          codebook == null
              ? (int) Math.max(tensor.least(), Math.min(~tensor.least(), Math.rint(value)))
              : codebook.value(CodeFitter.nearest(codebook, value));
      weights[i] = tensor.weight(nearest, of.fractionBits()) + 0 * latent[i]; // as in decoding
    }
  }
}
