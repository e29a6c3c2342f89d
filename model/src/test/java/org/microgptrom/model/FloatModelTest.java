package org.microgptrom.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

class FloatModelTest {
  private static final Path PYTHON_MODEL = Path.of("src/test/python/float_model.py");

  /** Layers, embd, heads, context, hidden, vocabSize. */
  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(2, 24, 3, 12, 40, 11),
          new ModelConfig(3, 10, 5, 7, 3, 4),
          new ModelConfig(1, 9, 1, 5, 36, 30),
          new ModelConfig(1, 1, 1, 1, 1, 2));

  @TempDir private Path folder;

  @Test
  void agreesWithAnIndependentModel() throws IOException, InterruptedException {
    ExternalTool python = ExternalTool.named("python3");
    int compared = 0;
    for (ModelConfig config : SHAPES) {
      Path place = Files.createDirectory(folder.resolve("shape" + compared));
      CheckpointCodec.writeInto(place, RandomCheckpoints.of(config, compared));
      Checkpoint checkpoint = CheckpointCodec.read(place);
      List<int[]> sequences = sequences(config);
      StringBuilder input = new StringBuilder();
      sequences.forEach(tokens -> input.append(Json.line(tokens)).append('\n'));
      Path request = Files.writeString(folder.resolve("request"), input);
      String output =
          python.runOk(
              folder,
              PYTHON_MODEL.toAbsolutePath().toString(),
              place.toString(),
              request.toString());
      List<String> answers = output.lines().toList();
      assertEquals(sequences.size(), answers.size());
      for (int s = 0; s < answers.size(); s++) {
        double[][] expected =
            Json.parse("answer", answers.get(s).getBytes(StandardCharsets.UTF_8), double[][].class);
        assertEquals(sequences.get(s).length, expected.length);
        FloatModel model = new FloatModel(checkpoint);
        for (int t = 0; t < expected.length; t++) {
          assertEquals(config.vocabSize(), expected[t].length);
          assertArrayEquals(
              expected[t], model.step(sequences.get(s)[t]), 1e-12, config + " at " + t);
          compared += expected[t].length;
        }
      }
    }
    assertEquals(4 * (16 * 27 + 12 * 11 + 7 * 4 + 5 * 30 + 2), compared);
  }

  private static List<int[]> sequences(ModelConfig config) {
    Random random = new Random(1);
    List<int[]> sequences = new ArrayList<>();
    for (int s = 0; s < 4; s++) {
      sequences.add(random.ints(config.context(), 0, config.vocabSize()).toArray());
    }
    return sequences;
  }

  @Test
  void aResetStartsAfreshAndTheContextEnds() {
    ModelConfig config = new ModelConfig(2, 6, 2, 3, 5, 4);
    FloatModel model = new FloatModel(RandomCheckpoints.of(config, 1));
    double[][] first = {model.step(3), model.step(0), model.step(1)};
    assertThrows(IllegalStateException.class, () -> model.step(2));
    model.reset();
    assertArrayEquals(first[0], model.step(3), 0);
    assertArrayEquals(first[1], model.step(0), 0);
    assertArrayEquals(first[2], model.step(1), 0);
  }

  /** Every site in every step, and values that belong together. */
  @Test
  void theObserverSeesEverySite() {
    ModelConfig config = new ModelConfig(2, 6, 2, 3, 5, 4);
    Checkpoint checkpoint = RandomCheckpoints.of(config, 2);
    TreeMap<String, Integer> seen = new TreeMap<>();
    TreeMap<String, double[]> last = new TreeMap<>();
    FloatModel model =
        new FloatModel(
            checkpoint,
            (site, layer, values) -> {
              seen.merge(site.in(layer), 1, Integer::sum);
              last.put(site.in(layer), values.clone());
            });
    double[] logits = model.step(3);
    assertArrayEquals(logits, last.get("logits"), 0);
    assertEquals(4 + 2 * 9, seen.size());
    seen.forEach(
        (site, times) ->
            assertEquals(site.matches("layer.\\.(norm|residual)") ? 2 : 1, times, site));
    // Alone, a position attends to itself: its attention is its value.
    assertArrayEquals(last.get("layer0.v"), last.get("layer0.attention"), 1e-15);
    assertEquals(5, last.get("layer1.hidden").length);
    assertEquals(1.4426950408889634 / Math.sqrt(3), FloatModel.queryScale(config), 0);
  }

  @Test
  void queriesAreObservedAsBaseTwoLogarithms() {
    ModelConfig config = new ModelConfig(1, 4, 1, 2, 3, 3);
    Checkpoint checkpoint = RandomCheckpoints.of(config, 3);
    List<double[]> q = new ArrayList<>();
    List<double[]> k = new ArrayList<>();
    List<double[]> v = new ArrayList<>();
    List<double[]> a = new ArrayList<>();
    FloatModel model =
        new FloatModel(
            checkpoint,
            (site, layer, values) -> {
              switch (site) {
                case Q -> q.add(values.clone());
                case K -> k.add(values.clone());
                case V -> v.add(values.clone());
                case ATTENTION -> a.add(values.clone());
                default -> {}
              }
            });
    model.step(2);
    model.step(0);
    double w0 = Math.pow(2, dot(q.get(1), k.get(0)));
    double w1 = Math.pow(2, dot(q.get(1), k.get(1)));
    for (int j = 0; j < 4; j++) {
      double expected = (w0 * v.get(0)[j] + w1 * v.get(1)[j]) / (w0 + w1);
      assertEquals(expected, a.get(1)[j], 1e-12);
    }
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }
}
