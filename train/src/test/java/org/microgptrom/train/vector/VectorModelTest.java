package org.microgptrom.train.vector;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.train.Trainer;
import org.microgptrom.train.engine.FlatParameters;
import org.microgptrom.train.recipe.Batch;
import org.microgptrom.train.recipe.DeviceKind;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.Floats;
import org.microgptrom.train.state.Metrics;
import org.microgptrom.train.state.TrainingStore;
import org.microgptrom.train.torch.TorchCrossEntropy;
import org.microgptrom.train.torch.TorchEngine;
import org.microgptrom.train.torch.TorchTransformer;
import org.microgptrom.train.vector.kernel.VectorTransformer;
import org.microgptrom.train.vector.kernel.Workers;

/** The engine in plain Java against DJL. */
@Tag("slow")
class VectorModelTest {
  @ParameterizedTest
  @CsvSource({
    // L, D, H, T, F, V, sequences
    "1, 16, 4, 16, 64, 27, 300",
    "2, 24, 3, 8, 96, 5, 65",
    "3, 8, 2, 6, 20, 513, 64",
    "1, 1, 1, 1, 1, 2, 1",
    "2, 6, 6, 4, 5, 3, 7",
    "1, 16, 4, 5, 64, 27, 1200",
    "2, 36, 3, 5, 41, 7, 300", // kept gradients: two rounds of chunks, and rows left over
    "1, 68, 2, 6, 130, 27, 40", // and columns of more than one panel
    "1, 40, 2, 3, 33, 4, 1",
    "1, 36, 2, 300, 36, 3, 40", // too long to keep
    "2, 2, 1, 2100, 3, 3, 2", // whose attention weights are computed twice
  })
  void lossAndGradientsAreThoseOfDjl(int l, int d, int h, int t, int f, int v, int count) {
    ModelConfig config = new ModelConfig(l, d, h, t, f, v);
    PythonRandom random = new PythonRandom(7);
    Map<String, double[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      double[] values = new double[spec.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.gauss(Math.min(0.3, 1.2 / Math.sqrt(d)));
      }
      weights.put(spec.name(), values);
    }
    List<int[]> sequences = sequences(config, count, random);
    double[] expected = new double[(int) config.parameterCount()];
    double expectedLoss = djl(config, weights, Batch.of(sequences), expected);

    float[] flat = Floats.floats(FlatParameters.flat(config.parameters(), weights));
    float[] actual = new float[flat.length];
    try (Workers workers = new Workers(2);
        Workers alone = new Workers(1)) {
      VectorTransformer transformer = new VectorTransformer(config, workers);
      for (int again = 0; again < 2; again++) { // used memory must not show
        double loss = transformer.loss(flat, sequences, actual);
        assertEquals(expectedLoss, loss, 1e-6 * expectedLoss, "loss");
        assertEquals(loss, transformer.loss(flat, sequences, null), "without gradients");
        requireNear(config, expected, actual);
      }
      float[] ofOne = new float[flat.length];
      new VectorTransformer(config, alone).loss(flat, sequences, ofOne);
      assertArrayEquals(actual, ofOne, "the number of threads must not show");
    }
  }

  /** Each matrix within 1e-5 of its own size, in the norm of all its values. */
  private static void requireNear(ModelConfig config, double[] expected, float[] actual) {
    int offset = 0;
    int compared = 0;
    for (ParameterSpec spec : config.parameters()) {
      double distance = 0;
      double size = 0;
      for (int i = offset; i < offset + spec.size(); i++) {
        distance += Math.pow(expected[i] - actual[i], 2);
        size += expected[i] * expected[i];
        compared++;
      }
      // Where nothing can be learnt (one position: attention has no choice) gradients are 0.
      assertTrue(
          Math.sqrt(distance) <= 1e-5 * Math.sqrt(size) + 1e-8,
          spec.name() + ": " + Math.sqrt(distance / size));
      offset += spec.size();
    }
    assertEquals(config.parameterCount(), compared);
  }

  /** In double precision: what both engines round from. */
  private static double djl(
      ModelConfig config, Map<String, double[]> weights, Batch batch, double[] gradients) {
    try (NDManager manager = TorchEngine.open(1)) {
      double[] flat = FlatParameters.flat(config.parameters(), weights);
      NDArray parameters = manager.create(flat);
      parameters.setRequiresGradient(true);
      double loss;
      try (GradientCollector collector =
          Engine.getEngine(TorchEngine.NAME).newGradientCollector()) {
        TorchTransformer transformer = new TorchTransformer(config, DataType.FLOAT64, manager);
        NDArray mean = TorchCrossEntropy.of(transformer.logits(parameters, batch), batch);
        collector.backward(mean);
        loss = mean.getDouble();
      }
      double[] values = parameters.getGradient().toDoubleArray();
      System.arraycopy(values, 0, gradients, 0, values.length);
      return loss;
    }
  }

  @Test
  void theLossCurveIsThatOfDjl() {
    ModelConfig config = new ModelConfig(1, 16, 4, 8, 64, 6);
    List<int[]> sequences = sequences(config, 500, new PythonRandom(3));
    List<List<Metrics>> curves = new ArrayList<>();
    for (EngineKind engine : EngineKind.values()) {
      TrainingOptions options =
          new TrainingOptions(
              Recipe.FAST, engine, 100, 64, 0.01, 5, 1, StopRule.NEVER, DeviceKind.CPU);
      curves.add(
          Trainer.train(
                  config,
                  sequences.subList(0, 400),
                  sequences.subList(400, 500),
                  options,
                  TrainingStore.NONE,
                  (metrics, steps) -> {})
              .metrics());
    }
    assertEquals(2, curves.size());
    for (int step = 0; step < 100; step++) {
      Metrics djl = curves.get(0).get(step);
      Metrics vector = curves.get(1).get(step);
      assertEquals(djl.loss(), vector.loss(), 2e-3, "step " + (step + 1));
      assertEquals(djl.tokens(), vector.tokens());
      assertEquals(djl.validationLoss() == null, vector.validationLoss() == null);
    }
  }

  private static List<int[]> sequences(ModelConfig config, int count, PythonRandom random) {
    List<int[]> sequences = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      int length = row == 0 ? config.context() + 1 : 2 + random.below(config.context());
      int[] sequence = new int[length];
      for (int i = 0; i < length; i++) {
        sequence[i] = random.below(config.vocabSize());
      }
      sequences.add(sequence);
    }
    return sequences;
  }
}
