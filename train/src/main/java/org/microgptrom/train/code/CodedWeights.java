package org.microgptrom.train.code;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.CodeFitter;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.train.state.Floats;

/**
 * Makes weights of the parameters that an optimizer changes, and gradients by parameters of
 * gradients by weights. The parameters are a latent weight for each weight, and behind them the
 * values of the codebooks. A weight is the value that is nearest to its latent weight; the gradient
 * goes straight through to the latent weight, and to the value, which it moves as well. Without
 * codes, the parameters are the weights.
 *
 * @see <a href="https://arxiv.org/abs/1308.3432">Bengio et al.: Estimating or propagating gradients
 *     through stochastic neurons</a>
 */
public final class CodedWeights {
  private final List<ParameterSpec> parameters;
  private final TrainedCodes start;
  private final int size; // number of weights
  private final Map<String, CodeGroup> groups = new LinkedHashMap<>();
  private final List<CodedTensor> tensors = new ArrayList<>();
  private final float[] weights; // of the last decoding, as codes
  private final byte[] codes;

  /**
   * The weights of one model.
   *
   * @param start the codes as they were fitted before the first step; {@link TrainedCodes#NONE} for
   *     a training without
   */
  public CodedWeights(ModelConfig config, TrainedCodes start) {
    this.start = start;
    this.size = (int) config.parameterCount();
    this.parameters = new ArrayList<>(config.parameters());
    int offset = size;
    for (Map.Entry<String, Codebook> codebook : start.codebooks().entrySet()) {
      int values = codebook.getValue().size();
      String name = codebook.getKey();
      parameters.add(new ParameterSpec(name, 1, values));
      groups.put(name, new CodeGroup(name, offset, values, fractionBits(config, name)));
      offset += values;
    }
    ToDoubleFunction<String> factor = factor(config);
    offset = 0;
    for (ParameterSpec spec : config.parameters()) {
      TrainedCodes.Tensor of = start.tensors().get(spec.name());
      if (of != null) {
        CodeGroup group = groups.get(of.codebook());
        double multiplied = factor.applyAsDouble(spec.name());
        tensors.add(new CodedTensor(spec.name(), offset, spec.size(), of, multiplied, group));
      }
      offset += spec.size();
    }
    this.weights = new float[start.isNone() ? 0 : size];
    this.codes = new byte[weights.length];
  }

  /** The mean of the tensors that share a codebook, which gives values the size of weights. */
  private int fractionBits(ModelConfig config, String codebook) {
    double sum = 0;
    long count = 0;
    for (ParameterSpec spec : config.parameters()) {
      TrainedCodes.Tensor of = start.tensors().get(spec.name());
      if (of != null && of.codebook().equals(codebook)) {
        sum += (double) of.fractionBits() * spec.size();
        count += spec.size();
      }
    }
    return (int) Math.rint(sum / count);
  }

  /**
   * Codes fitted to weights that were trained without.
   *
   * @throws IllegalArgumentException if tensors have fewer weights than their codebook has values,
   *     or weights do not fit 16 bits
   */
  public static TrainedCodes fit(
      ModelConfig config, WeightBits bits, Map<String, float[]> weights) {
    return CodeFitter.fit(bits, weights, factor(config));
  }

  private static ToDoubleFunction<String> factor(ModelConfig config) {
    return name -> FloatModel.factor(config, name);
  }

  /** Whether the weights have no codes. */
  public boolean isNone() {
    return start.isNone();
  }

  /** Names and shapes of all parameters, in their order: those of the model, then codebooks. */
  public List<ParameterSpec> parameters() {
    return List.copyOf(parameters);
  }

  /** The parameters before the first step, for weights that the codes were fitted to. */
  public Map<String, double[]> initial(Map<String, float[]> latent) {
    Map<String, double[]> all = new LinkedHashMap<>();
    latent.forEach((name, values) -> all.put(name, Floats.doubles(values)));
    start.codebooks().forEach((name, codebook) -> all.put(name, parameters(name, codebook)));
    return all;
  }

  private double[] parameters(String name, Codebook codebook) {
    CodeGroup group = Objects.requireNonNull(groups.get(name));
    double[] values = new double[codebook.size()];
    for (int code = 0; code < values.length; code++) {
      values[code] = group.parameter(codebook.value(code));
    }
    return values;
  }

  /**
   * The weights that parameters stand for, in an array that the next call fills again; without
   * codes, the parameters themselves. A weight is not a number if its latent weight is not finite.
   */
  public float[] decode(float[] of) {
    if (isNone()) {
      return of;
    }
    groups.values().forEach(group -> group.read(of));
    System.arraycopy(of, 0, weights, 0, size);
    for (CodedTensor tensor : tensors) {
      if (tensor.group() == null) {
        decodeLinear(tensor, of);
      } else {
        decode(tensor, tensor.group(), of);
      }
    }
    return weights;
  }

  private void decode(CodedTensor tensor, CodeGroup group, float[] of) {
    float scale = tensor.scale();
    float inverse = 1 / scale;
    for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
      int code = group.nearest(of[i] * inverse);
      codes[i] = (byte) code;
      weights[i] = group.value(code) * scale + 0 * of[i]; // not a number if that is none
    }
  }

  private void decodeLinear(CodedTensor tensor, float[] of) {
    float scale = tensor.scale();
    float inverse = 1 / scale;
    int least = tensor.least();
    for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
      float code = Math.max(least, Math.min(~least, (float) Math.rint(of[i] * inverse)));
      codes[i] = (byte) code;
      weights[i] = code * scale + 0 * of[i];
    }
  }

  /**
   * Completes a gradient: in front stands that by the weights of the last {@link #decode}, which is
   * also that by the latent weights, and behind it comes that by the values of the codebooks.
   *
   * @param all a slope for each parameter
   */
  public void complete(float[] all) {
    for (int i = size; i < all.length; i++) {
      all[i] = 0;
    }
    for (CodedTensor tensor : tensors) {
      CodeGroup group = tensor.group();
      if (group != null) {
        double[] sums = new double[group.size()];
        for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
          sums[codes[i]] += all[i];
        }
        for (int code = 0; code < sums.length; code++) {
          all[group.place(code)] += (float) (sums[code] * tensor.scale() * CodeGroup.RATE);
        }
      }
    }
  }

  /** The weights and codes that a checkpoint gets of these parameters, whose values are rounded. */
  public RoundedWeights rounded(float[] of) {
    return isNone()
        ? new RoundedWeights(of, TrainedCodes.NONE)
        : CodeRounding.of(
            parameters.subList(0, parameters.size() - groups.size()),
            tensors,
            of,
            decode(of),
            codes);
  }
}
