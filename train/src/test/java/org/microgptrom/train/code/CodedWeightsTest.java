package org.microgptrom.train.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.train.ReferenceModel;
import org.microgptrom.train.engine.FlatParameters;
import org.microgptrom.train.engine.TrainableModel;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.state.Floats;
import org.microgptrom.train.state.ModelState;
import org.microgptrom.train.torch.TorchEngine;
import org.microgptrom.train.torch.TorchModel;
import org.microgptrom.train.vector.VectorModel;
import org.microgptrom.train.vector.kernel.VectorTransformer;
import org.microgptrom.train.vector.kernel.Workers;

class CodedWeightsTest {
  private static final ModelConfig CONFIG = new ModelConfig(2, 8, 2, 6, 20, 7);
  private static final List<int[]> SEQUENCES = sequences();

  @Test
  void withoutCodesParametersAreWeights() {
    CodedWeights none = new CodedWeights(CONFIG, TrainedCodes.NONE);
    float[] parameters = new float[(int) CONFIG.parameterCount()];
    assertTrue(none.isNone());
    assertEquals(CONFIG.parameters(), none.parameters());
    assertSame(parameters, none.decode(parameters));
    assertSame(parameters, none.rounded(parameters).weights());
    none.complete(parameters);
  }

  /** Also where values have crossed each other, as an optimizer lets them. */
  @ParameterizedTest
  @ValueSource(strings = {"2", "3", "4", "8", "4,wte=8,*.attn_wq=3,*.mlp_fc2=2,lm_head=16"})
  void everyWeightIsTheNearestValue(String bits) {
    Trained of = new Trained(bits);
    of.crossValues();
    float[] weights = of.coded.decode(of.parameters);
    int compared = 0;
    int offset = 0;
    for (ParameterSpec spec : CONFIG.parameters()) {
      List<Double> values = of.values(spec.name());
      for (int i = offset; i < offset + spec.size(); i++) {
        double latent = of.parameters[i];
        double nearest =
            values.stream().mapToDouble(v -> Math.abs(v - latent)).min().orElse(0); // 16 bits
        assertEquals(nearest, Math.abs(weights[i] - latent), 1e-6, spec.name());
        compared++;
      }
      offset += spec.size();
    }
    assertEquals(CONFIG.parameterCount(), compared);
  }

  /** Of a double-precision model, between values that are a little larger and a little smaller. */
  @ParameterizedTest
  @ValueSource(strings = {"2", "3", "4", "4,wte=8,*.attn_wq=3,*.mlp_fc2=2,lm_head=16"})
  void gradientsByValuesAreDifferencesOfTheLoss(String bits) {
    Trained of = new Trained(bits);
    of.crossValues();
    int size = (int) CONFIG.parameterCount();
    // Latent weights that are values keep their codes when the values move a little.
    System.arraycopy(of.coded.decode(of.parameters), 0, of.parameters, 0, size);
    float[] gradient = new float[of.parameters.length];
    try (Workers workers = new Workers(1)) {
      VectorTransformer transformer = new VectorTransformer(CONFIG, workers);
      transformer.loss(of.coded.decode(of.parameters), SEQUENCES, gradient);
    }
    of.coded.complete(gradient);
    int compared = 0;
    double distance = 0;
    double squares = 0;
    for (int i = size; i < gradient.length; i++) {
      float before = of.parameters[i];
      float step = 5e-5f; // small: at larger ones some activation passes 0
      of.parameters[i] = before + step;
      double more = of.loss();
      double width = of.parameters[i];
      of.parameters[i] = before - step;
      width -= of.parameters[i];
      double slope = (more - of.loss()) / width;
      of.parameters[i] = before;
      assertEquals(slope, gradient[i], 1e-3 + 0.02 * Math.abs(slope), "value " + (i - size));
      distance += Math.pow(slope - gradient[i], 2);
      squares += slope * slope;
      compared++;
    }
    assertEquals(of.start.codebooks().values().stream().mapToInt(Codebook::size).sum(), compared);
    assertTrue(compared >= 12 && squares > 0.01, compared + " values, squares " + squares);
    assertTrue(Math.sqrt(distance / squares) < 0.01, "distance " + Math.sqrt(distance / squares));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "4", "8", "4,wte=8,*.attn_wq=3,*.mlp_fc2=2,lm_head=16"})
  void bothEnginesTakeTheSameSteps(String bits) {
    Trained of = new Trained(bits);
    List<ModelState> states = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (boolean vector : List.of(true, false)) {
      CodedWeights coded = new CodedWeights(CONFIG, of.start);
      ModelState state = ModelState.initial(coded.initial(of.weights));
      try (TrainableModel model =
          vector
              ? new VectorModel(CONFIG, state, coded, Recipe.FAST, 1)
              : new TorchModel(CONFIG, state, coded, Recipe.FAST, TorchEngine.open(1))) {
        for (int step = 1; step <= 5; step++) {
          losses.add(model.step(SEQUENCES, 0.001));
        }
        losses.add(model.measure(SEQUENCES));
        ModelState after = model.state(); // whose maps are views of a model that is closed soon
        states.add(
            new ModelState(
                after.step(), copy(after.weights()), Map.of(), Map.of(), copy(after.average())));
      }
    }
    assertEquals(12, losses.size());
    for (int i = 0; i < 6; i++) {
      assertEquals(losses.get(i), losses.get(i + 6), 2e-4, "loss " + i);
    }
    assertEquals(of.coded.parameters().size(), states.get(0).weights().size());
    for (String name : states.get(0).weights().keySet()) {
      assertArrayEquals(
          states.get(0).weights().get(name), states.get(1).weights().get(name), 1e-3, name);
      assertArrayEquals(
          states.get(0).average().get(name), states.get(1).average().get(name), 1e-3, name);
    }
  }

  private static Map<String, double[]> copy(Map<String, double[]> values) {
    Map<String, double[]> copy = new LinkedHashMap<>();
    values.forEach((name, of) -> copy.put(name, of.clone()));
    return copy;
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 1", "4, 1", "8, 1", "'4,wte=8,lm_head=16', 1", "4, 100", "8, 0.001"})
  void roundedWeightsAreValuesOfTheirCodes(String bits, double factor) {
    Trained of = new Trained(bits);
    for (int i = 0; i < of.parameters.length; i++) {
      of.parameters[i] *= (float) factor; // as far as weights could go
    }
    RoundedWeights rounded = of.coded.rounded(of.parameters);
    Map<String, double[]> weights = FlatParameters.view(CONFIG.parameters(), rounded.weights());
    assertEquals(of.start.tensors().keySet(), rounded.codes().tensors().keySet());
    int compared = 0;
    for (Map.Entry<String, TrainedCodes.Tensor> tensor : rounded.codes().tensors().entrySet()) {
      Coder coder = Coder.of(tensor.getValue().code(0), rounded.codes().codebooks());
      double unit = Math.scalb(1.0, -tensor.getValue().fractionBits()) / factor(tensor.getKey());
      for (double weight : weights.get(tensor.getKey())) {
        long word = Math.round(weight / unit);
        assertTrue(coder.has((short) word), () -> tensor.getKey() + " has no " + word);
        assertEquals((float) (word * unit), (float) weight, tensor.getKey());
        compared++;
      }
    }
    assertTrue(compared > 1000, "only " + compared);
    for (Codebook codebook : rounded.codes().codebooks().values()) {
      short[] values = codebook.values();
      int largest = Math.max(-values[0], values[values.length - 1]);
      assertTrue(largest >= 4096, () -> codebook + " leaves bits unused");
    }
    requireSumsFit(weights, rounded.codes());
  }

  /** What a circuit adds up: a row of wte and one of wpe, in the format that both get. */
  private static void requireSumsFit(Map<String, double[]> weights, TrainedCodes codes) {
    double sum = largest(weights.get("wte")) + largest(weights.get("wpe"));
    int common = QFormat.finest(sum, QFormat.MAX_WORD - 1).fractionBits();
    for (String name : List.of("wte", "wpe")) {
      TrainedCodes.Tensor tensor = codes.tensors().get(name);
      int shift = common - tensor.fractionBits();
      assertTrue(shift >= 0 && shift <= 14, () -> name + " is shifted by " + shift);
      Coder.of(tensor.code(shift), codes.codebooks()); // refuses words beyond 16 bits
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @Test
  void whatLeavesTheRangeIsNoNumber() {
    for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
      for (String bits : List.of("4", "8")) {
        Trained of = new Trained(bits);
        of.parameters[500] = wrong;
        if (wrong != 1e30f) {
          assertTrue(Float.isNaN(of.coded.decode(of.parameters)[500]));
          assertTrue(Float.isNaN(of.coded.rounded(of.parameters).weights()[500]));
        }
      }
    }
    Trained of = new Trained("4");
    of.parameters[of.parameters.length - 1] = 1e30f;
    of.parameters[500] = 1e30f;
    assertTrue(Float.isNaN(of.coded.rounded(of.parameters).weights()[500]));
  }

  private static double factor(String name) {
    return name.endsWith("attn_wq") ? FloatModel.queryScale(CONFIG) : 1;
  }

  /** Weights, the codes that were fitted to them, and the parameters of both. */
  private static final class Trained {
    final Map<String, float[]> weights = new LinkedHashMap<>();
    final TrainedCodes start;
    final CodedWeights coded;
    final float[] parameters;

    Trained(String bits) {
      PythonRandom random = new PythonRandom(4);
      for (ParameterSpec spec : CONFIG.parameters()) {
        float[] values = new float[spec.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.gauss(spec.isEmbedding() ? 0.6 : 0.3);
        }
        weights.put(spec.name(), values);
      }
      List<String> names = CONFIG.parameters().stream().map(ParameterSpec::name).toList();
      start = CodedWeights.fit(CONFIG, WeightBits.parse(bits, names), weights);
      coded = new CodedWeights(CONFIG, start);
      parameters = Floats.floats(FlatParameters.flat(coded.parameters(), coded.initial(weights)));
    }

    /** Moves values so far that some overtake others, as an optimizer may. */
    void crossValues() {
      PythonRandom random = new PythonRandom(9);
      for (int i = (int) CONFIG.parameterCount(); i < parameters.length; i++) {
        parameters[i] += (float) random.gauss(0.2);
      }
    }

    /** The loss of the weights that the parameters stand for, in double precision. */
    double loss() {
      Map<String, float[]> decoded = new LinkedHashMap<>();
      FlatParameters.view(CONFIG.parameters(), coded.decode(parameters))
          .forEach((name, values) -> decoded.put(name, Floats.floats(values)));
      return new ReferenceModel(CONFIG, decoded).loss(SEQUENCES);
    }

    /** The weights that codes of a tensor stand for. */
    List<Double> values(String name) {
      TrainedCodes.Tensor tensor = start.tensors().get(name);
      List<Double> values = new ArrayList<>();
      if (tensor == null) {
        return values;
      }
      if (tensor.codebook().equals("linear")) {
        for (int code = -128; code < 128; code++) {
          values.add(Math.scalb((double) code, -tensor.fractionBits()) / factor(name));
        }
        return values;
      }
      // The trained values in place of those that they began with.
      float[] began =
          Floats.floats(FlatParameters.flat(coded.parameters(), coded.initial(weights)));
      int offset = (int) CONFIG.parameterCount();
      for (Map.Entry<String, Codebook> codebook : start.codebooks().entrySet()) {
        for (short value : codebook.getValue().values()) {
          if (codebook.getKey().equals(tensor.codebook())) {
            double ratio = parameters[offset] / began[offset];
            values.add(value * ratio * Math.scalb(1.0, -tensor.fractionBits()) / factor(name));
          }
          offset++;
        }
      }
      assertEquals(1 << tensor.bits(), values.size());
      return values;
    }
  }

  private static List<int[]> sequences() {
    PythonRandom random = new PythonRandom(2);
    List<int[]> sequences = new ArrayList<>();
    for (int row = 0; row < 24; row++) {
      int[] sequence = new int[2 + random.below(CONFIG.context())];
      for (int i = 0; i < sequence.length; i++) {
        sequence[i] = random.below(CONFIG.vocabSize());
      }
      sequences.add(sequence);
    }
    return sequences;
  }
}
