package org.microgptrom.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Progress;
import org.microgptrom.quantize.evaluation.Loss;

/** The comparison in lanes against one sequence after the other, one token at a time. */
class ComparisonTest {
  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(2, 24, 3, 32, 96, 27),
          new ModelConfig(1, 24, 4, 200, 40, 27));

  private final Map<String, ErrorStatistics> sites = new LinkedHashMap<>();
  private long saturations;
  private double lossFloat;
  private double lossFixed;
  private long tokens;

  @Test
  void givesTheFiguresOfTheModelsOneByOne() {
    long saturated = 0;
    for (ModelConfig config : SHAPES) {
      Checkpoint checkpoint = QuantizerTest.checkpoint(config, 1.0);
      // Calibrated on little, and longer than all lanes, so that sites clamp and groups go on.
      List<String> documents = new ArrayList<>(QuantizerTest.documents(2, 60));
      documents.add(7, String.join("", QuantizerTest.documents(3, 60)));
      Quantizer.Result result =
          Quantizer.quantize(
              new Quantizer.Input(
                  checkpoint,
                  "ff",
                  Sample.first("training", List.of("a"), 1),
                  Sample.first("validation", documents, documents.size())),
              Progress.NONE);
      sites.clear();
      saturations = 0;
      lossFloat = 0;
      lossFixed = 0;
      tokens = 0;
      for (int[] sequence : checkpoint.sequences(documents)) {
        add(checkpoint, result.quantized().model(), sequence);
      }
      Comparison actual = result.report().comparison();
      List<SiteError> expected = new ArrayList<>();
      sites.forEach(
          (site, errors) -> {
            SiteError other = actual.sites().get(expected.size());
            expected.add(
                new SiteError(
                    site,
                    other.format(),
                    errors.largest(),
                    errors.largestError(),
                    errors.rmsError(),
                    other.saturations()));
          });
      assertEquals(expected, actual.sites());
      assertEquals(tokens, actual.tokens());
      assertEquals(lossFloat / tokens, actual.lossFloat());
      assertEquals(lossFixed / tokens, actual.lossFixed());
      assertEquals(saturations, actual.saturations());
      assertEquals(saturations, actual.sites().stream().mapToLong(SiteError::saturations).sum());
      saturated += saturations;
    }
    assertTrue(saturated > 30, saturated + " clamps");
  }

  private void add(Checkpoint checkpoint, QuantizedModel model, int[] sequence) {
    Map<String, ErrorStatistics> errors = new LinkedHashMap<>();
    Queue<double[]> reference = new ArrayDeque<>();
    FloatModel floats = new FloatModel(checkpoint, (site, layer, y) -> reference.add(y.clone()));
    GoldenSimulator golden =
        new GoldenSimulator(
            model,
            (site, layer, words) -> {
              double[] expected = reference.remove();
              QFormat format = model.formats().site(site, layer);
              for (int i = 0; i < words.length; i++) {
                errors
                    .computeIfAbsent(site.in(layer), name -> new ErrorStatistics())
                    .add(expected[i], format.real(words[i]));
              }
            });
    double floatOfSequence = 0;
    double fixedOfSequence = 0;
    for (int t = 0; t + 1 < sequence.length; t++) {
      double[] expected = floats.step(sequence[t]);
      int[] words = golden.step(sequence[t]);
      double[] actual = IntStream.of(words).mapToDouble(model.formats().logits()::real).toArray();
      floatOfSequence -= Loss.logSoftmax(expected)[sequence[t + 1]];
      fixedOfSequence -= Loss.logSoftmax(actual)[sequence[t + 1]];
      tokens++;
    }
    errors.forEach(
        (site, of) -> sites.computeIfAbsent(site, name -> new ErrorStatistics()).add(of));
    lossFloat += floatOfSequence;
    lossFixed += fixedOfSequence;
    saturations += golden.saturations().total();
  }
}
