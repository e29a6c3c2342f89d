package org.microgptrom.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.train.ReferenceModel;
import org.microgptrom.train.engine.FlatParameters;
import org.microgptrom.train.recipe.Batch;
import org.microgptrom.train.state.Floats;

@Tag("slow")
class TorchTransformerTest {
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TorchEngine.open(1);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({
    // L, D, H, T, F, V
    "1, 16, 4, 16, 64, 27",
    "2, 24, 3, 8, 96, 5",
    "3, 8, 2, 6, 20, 513",
    "1, 1, 1, 1, 1, 2",
    "2, 6, 6, 4, 5, 3",
  })
  void logitsAndLossAreTheReferenceModels(int l, int d, int h, int t, int f, int v) {
    ModelConfig config = new ModelConfig(l, d, h, t, f, v);
    Random random = new Random(7);
    Map<String, float[]> weights = weights(config, random);
    List<int[]> sequences = sequences(config, 9, random);
    Batch batch = Batch.of(sequences);

    NDArray logits = logits(config, array(config, weights), batch);

    float[] actual = logits.toFloatArray();
    ReferenceModel reference = new ReferenceModel(config, weights);
    int compared = 0;
    for (int first = 0; first < batch.mask().length; first++) {
      if (batch.positions()[first] > 0 || batch.mask()[first] == 0) {
        continue;
      }
      double[][] expected = reference.logits(sequenceAt(batch, first));
      for (int i = 0; i < expected.length; i++) {
        for (int token = 0; token < v; token++) {
          assertEquals(expected[i][token], actual[(first + i) * v + token], 1e-4, "logit");
          compared++;
        }
      }
    }
    assertEquals(batch.tokens() * v, compared);
    double loss = reference.loss(sequences);
    assertEquals(loss, TorchCrossEntropy.of(logits, batch).getFloat(), 1e-6 * loss, "loss");
  }

  /** The sequence whose first input is in this cell. */
  private static int[] sequenceAt(Batch batch, int first) {
    int last = first;
    while ((last + 1) % batch.length() != 0
        && batch.segments()[last + 1] == batch.segments()[first]) {
      last++;
    }
    return IntStream.rangeClosed(first, last + 1)
        .map(i -> (int) (i == first ? batch.inputs()[i] : batch.targets()[i - 1]))
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({"1, 4, 2, 4, 8, 5", "2, 6, 3, 5, 7, 4", "1, 16, 4, 6, 64, 27"})
  void gradientsAreTheReferenceModelsDifferences(int l, int d, int h, int t, int f, int v) {
    ModelConfig config = new ModelConfig(l, d, h, t, f, v);
    Random random = new Random(11);
    Map<String, float[]> weights = weights(config, random);
    List<int[]> sequences = sequences(config, 5, random);
    Map<String, float[]> gradients = gradients(config, weights, Batch.of(sequences));
    ReferenceModel reference = new ReferenceModel(config, weights);
    int compared = 0;
    for (ParameterSpec spec : config.parameters()) {
      float[] values = weights.get(spec.name());
      for (int i = 0; i < values.length; i++) {
        float value = values[i];
        // A tiny difference, exact in double: a larger one crosses kinks of some ReLU.
        float above = value + 1e-6f;
        float below = value - 1e-6f;
        values[i] = above;
        double lossAbove = reference.loss(sequences);
        values[i] = below;
        double lossBelow = reference.loss(sequences);
        values[i] = value;
        double expected = (lossAbove - lossBelow) / ((double) above - below);
        assertEquals(
            expected,
            gradients.get(spec.name())[i],
            2e-5 + 1e-3 * Math.abs(expected),
            spec.name() + " " + i);
        compared++;
      }
    }
    assertEquals(config.parameterCount(), compared);
  }

  @Test
  void whatIsInGapsChangesNeitherLossNorGradients() {
    ModelConfig config = new ModelConfig(2, 8, 2, 6, 16, 5);
    Random random = new Random(3);
    Map<String, float[]> weights = weights(config, random);
    Batch batch = Batch.of(sequences(config, 6, random));
    long[] inputs = batch.inputs().clone();
    long[] positions = batch.positions().clone();
    long[] targets = batch.targets().clone();
    int changed = 0;
    for (int i = 0; i < inputs.length; i++) {
      if (batch.mask()[i] == 0) {
        inputs[i] = 3;
        positions[i] = 4;
        targets[i] = 2;
        changed++;
      }
    }
    assertTrue(changed > 0, "there are gaps");
    Batch other =
        new Batch(
            batch.sequences(),
            batch.rows(),
            batch.length(),
            inputs,
            positions,
            targets,
            batch.segments(),
            batch.mask(),
            batch.tokens());

    Map<String, float[]> expected = gradients(config, weights, batch);
    Map<String, float[]> actual = gradients(config, weights, other);

    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), 1e-7f, name));
    NDArray array = array(config, weights);
    assertEquals(
        TorchCrossEntropy.of(logits(config, array, batch), batch).getFloat(),
        TorchCrossEntropy.of(logits(config, array, other), other).getFloat());
  }

  private NDArray logits(ModelConfig config, NDArray parameters, Batch batch) {
    return new TorchTransformer(config, DataType.FLOAT32, manager).logits(parameters, batch);
  }

  private Map<String, float[]> gradients(
      ModelConfig config, Map<String, float[]> weights, Batch batch) {
    NDArray parameters = array(config, weights);
    parameters.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getEngine(TorchEngine.NAME).newGradientCollector()) {
      collector.backward(TorchCrossEntropy.of(logits(config, parameters, batch), batch));
    }
    Map<String, float[]> gradients = new LinkedHashMap<>();
    FlatParameters.byName(config.parameters(), TorchArrays.numbers(parameters.getGradient()))
        .forEach((name, values) -> gradients.put(name, Floats.floats(values)));
    return gradients;
  }

  private NDArray array(ModelConfig config, Map<String, float[]> weights) {
    Map<String, double[]> wide = new LinkedHashMap<>();
    weights.forEach((name, values) -> wide.put(name, Floats.doubles(values)));
    return manager.create(Floats.floats(FlatParameters.flat(config.parameters(), wide)));
  }

  /** Far larger than initial weights, so that every part of the model shows in the result. */
  private static Map<String, float[]> weights(ModelConfig config, Random random) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      float[] values = new float[spec.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (0.5 * random.nextGaussian());
      }
      weights.put(spec.name(), values);
    }
    return weights;
  }

  private static List<int[]> sequences(ModelConfig config, int count, Random random) {
    List<int[]> sequences = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      int length = row == 0 ? config.context() + 1 : 2 + random.nextInt(config.context());
      sequences.add(random.ints(length, 0, config.vocabSize()).toArray());
    }
    return sequences;
  }
}
