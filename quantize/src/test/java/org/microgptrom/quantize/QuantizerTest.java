package org.microgptrom.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.CodeFitter;
import org.microgptrom.model.code.Codebook;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;

class QuantizerTest {
  private static final Provenance PROVENANCE =
      new Provenance("test", "random", 1, 0, new Provenance.CorpusId("t", "00", 100, 1, 10, "11"));

  private static final List<ModelConfig> SHAPES =
      List.of(
          ModelConfig.microgpt(27),
          new ModelConfig(2, 24, 3, 32, 96, 27),
          new ModelConfig(1, 24, 4, 9, 40, 27),
          new ModelConfig(3, 32, 2, 12, 128, 27));

  @TempDir Path folder;

  static Checkpoint checkpoint(ModelConfig config, double scale) {
    Random random = new Random(5);
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      float[] values = new float[spec.size()];
      double deviation = scale / Math.sqrt(spec.columns());
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      weights.put(spec.name(), values);
    }
    Vocabulary vocabulary = Vocabulary.of(List.of("abcdefghijklmnopqrstuvwxyz"));
    return new Checkpoint(config, vocabulary, weights, PROVENANCE);
  }

  static List<String> documents(long seed, int count) {
    Random random = new Random(seed);
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder document = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        document.append((char) ('a' + random.nextInt(26)));
      }
      documents.add(document.toString());
    }
    return documents;
  }

  private static Quantizer.Result quantize(Checkpoint checkpoint) {
    return Quantizer.quantize(
        new Quantizer.Input(
            checkpoint,
            "ff",
            Sample.first("training", documents(1, 300), checkpoint),
            Sample.first("validation", documents(2, 120), 100)),
        Progress.NONE);
  }

  @Test
  void fixedPointIsCloseToFloatWithoutSaturation() {
    int models = 0;
    for (ModelConfig config : SHAPES) {
      Comparison comparison = quantize(checkpoint(config, 1.0)).report().comparison();
      assertTrue(comparison.klNatsPerToken() >= 0, comparison::toString);
      assertTrue(comparison.klNatsPerToken() < 1e-5, comparison::toString);
      assertTrue(comparison.argmaxAgreement() > 0.99, comparison::toString);
      assertEquals(0, comparison.saturations(), comparison::toString);
      assertEquals(comparison.lossFloat(), comparison.lossFixed(), 1e-3);
      assertEquals(4 + 9 * config.layers(), comparison.sites().size());
      models++;
    }
    assertEquals(4, models);
  }

  @Test
  void everyWeightIsTheNearestWordOfTheFinestFormat() {
    for (ModelConfig config : SHAPES) {
      Checkpoint checkpoint = checkpoint(config, 0.7);
      QuantizedModel model = quantize(checkpoint).quantized().model();
      double embeddings = 0;
      for (ParameterSpec spec : config.parameters()) {
        float[] weights = checkpoint.weights().get(spec.name());
        short[] words = model.weights().get(spec.name());
        QFormat format = model.formats().weight(spec.name());
        double fold = spec.name().endsWith(".attn_wq") ? FloatModel.queryScale(config) : 1;
        double largest = 0;
        for (int i = 0; i < words.length; i++) {
          double scaled = weights[i] * fold * Math.pow(2, format.fractionBits());
          assertTrue(Math.abs(scaled - words[i]) <= 0.5, spec.name());
          largest = Math.max(largest, Math.abs(scaled));
        }
        if (spec.name().equals(ParameterSpec.WTE) || spec.name().equals(ParameterSpec.WPE)) {
          embeddings += largest;
        } else {
          assertTrue(largest <= 32767 && 2 * largest > 32767, () -> spec + " " + format);
        }
      }
      assertTrue(embeddings <= 32766 && 2 * embeddings > 32766, "embeddings");
    }
  }

  @Test
  void activationFormatsHoldTheCalibratedMaximumWithItsSafetyFactor() {
    Checkpoint checkpoint = checkpoint(ModelConfig.microgpt(27), 1.0);
    List<int[]> sequences = checkpoint.sequences(documents(1, 300));
    double[] largestLogit = new double[1];
    for (int[] sequence : sequences) {
      FloatModel model = new FloatModel(checkpoint);
      for (int position = 0; position + 1 < sequence.length; position++) {
        for (double logit : model.step(sequence[position])) {
          largestLogit[0] = Math.max(largestLogit[0], Math.abs(logit));
        }
      }
    }
    Formats formats = quantize(checkpoint).quantized().model().formats();
    double scaled = 1.25 * largestLogit[0] * Math.pow(2, formats.logits().fractionBits());
    assertTrue(scaled <= 32767 && 2 * scaled > 32767, () -> scaled + " " + formats.logits());
    assertEquals(12, formats.norm().fractionBits()); // sqrt(16) * 2^13 = 32768 does not fit
  }

  @Test
  void aWeightBeyond16BitsIsAnErrorThatNamesItsTensor() {
    Checkpoint checkpoint = checkpoint(ModelConfig.microgpt(27), 1.0);
    checkpoint.weights().get("layer0.mlp_fc1")[17] = 40_000f;
    InputException e = assertThrows(InputException.class, () -> quantize(checkpoint));
    assertTrue(e.getMessage().startsWith("tensor layer0.mlp_fc1: "), e::getMessage);
  }

  /** A sample is named by how many documents and tokens it has; large models get smaller ones. */
  @Test
  void samplesAreAsLargeAsTheModelAllows() {
    List<String> documents = documents(3, 20_000);
    Checkpoint small = checkpoint(SHAPES.get(0), 1.0); // 4,192 parameters
    Sample sample = Sample.first("training", documents, small);
    assertEquals(10_000, sample.documents().size());
    long tokens = documents.subList(0, 10_000).stream().mapToLong(d -> d.length() + 1).sum();
    assertEquals(
        new Sample.Id(
            "training",
            "the first ones of the split, whose order is drawn",
            10_000,
            20_000,
            tokens),
        sample.id(small));
    Checkpoint large = checkpoint(new ModelConfig(4, 128, 4, 16, 512, 27), 1.0);
    Sample less = Sample.first("training", documents, large);
    long work = large.config().parameterCount() * less.id(large).tokens();
    assertTrue(work <= 10_000_000_000L && work > 9_900_000_000L, () -> "work " + work);
    assertEquals(documents.subList(0, less.documents().size()), less.documents());
    Sample all = Sample.first("validation", documents, 30_000);
    assertEquals("all of the split", all.id(small).choice());
    assertEquals(20_000, all.documents().size());
    assertThrows(IllegalArgumentException.class, () -> Sample.first("training", documents, 0));
  }

  @Test
  void writesTheSameBytesTwiceAndReadsThemBack() throws Exception {
    Checkpoint checkpoint = checkpoint(new ModelConfig(2, 24, 3, 32, 96, 27), 1.0);
    Quantizer.Result result = quantize(checkpoint);
    QuantizedFolder.write(folder.resolve("a"), result);
    QuantizedFolder.write(folder.resolve("b"), quantize(checkpoint));
    int files = 0;
    for (String name : List.of("config.json", "model.safetensors", "report.json")) {
      assertEquals(
          -1, Files.mismatch(folder.resolve("a").resolve(name), folder.resolve("b").resolve(name)));
      files++;
    }
    assertEquals(3, files);
    assertEquals(result.report(), QuantizedFolder.readReport(folder.resolve("a")));
    QuantizedModel read = QuantizedCodec.read(folder.resolve("a")).model();
    assertEquals(result.quantized().model().formats(), read.formats());
    assertEquals(result.quantized().model().tables(), read.tables());
    for (ParameterSpec spec : read.config().parameters()) {
      short[] expected = result.quantized().model().weights().get(spec.name());
      assertArrayEquals(expected, read.weights().get(spec.name()), spec.name());
    }
  }

  /** Any mixture of widths gives a model whose every word is that of the nearest code. */
  @Test
  void everyNarrowWeightIsTheWordOfTheNearestCode() {
    Checkpoint checkpoint = checkpoint(ModelConfig.microgpt(27), 0.7);
    List<String> names = List.copyOf(checkpoint.weights().keySet());
    int models = 0;
    for (int wte : Code.WIDTHS) {
      for (int wpe : Code.WIDTHS) {
        WeightBits bits = WeightBits.parse("4,lm_head=8,wte=" + wte + ",wpe=" + wpe, names);
        QuantizedModel model =
            narrow(checkpoint, new WeightOptions(bits, Optional.of(Rounding.NEAREST), List.of()));
        for (ParameterSpec spec : checkpoint.config().parameters()) {
          assertNearest(checkpoint, model, spec);
          assertEquals(bits.of(spec.name()), model.coder(spec.name()).bits());
        }
        models++;
      }
    }
    assertEquals(25, models);
  }

  private static QuantizedModel narrow(Checkpoint checkpoint, WeightOptions options) {
    Sample calibration = Sample.first("training", documents(1, 50), checkpoint);
    Sample evaluation = Sample.first("validation", documents(2, 5), 5);
    return Quantizer.quantize(
            new Quantizer.Input(checkpoint, "ff", calibration, evaluation, options), Progress.NONE)
        .quantized()
        .model();
  }

  /** Searches all words that the tensor's codes have for the one nearest to each weight. */
  private static void assertNearest(
      Checkpoint checkpoint, QuantizedModel model, ParameterSpec spec) {
    Coder coder = model.coder(spec.name());
    QFormat format = model.formats().weight(spec.name());
    boolean isQuery = spec.name().endsWith(".attn_wq");
    double fold = isQuery ? FloatModel.queryScale(checkpoint.config()) : 1;
    float[] weights = checkpoint.weights(spec.name());
    double largest = 0;
    for (float weight : weights) {
      largest = Math.max(largest, Math.abs(weight * fold));
    }
    for (int i = 0; i < weights.length && !coder.isWord(); i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int code = 0; code < 1 << coder.bits(); code++) {
        double value = format.real(coder.word(code));
        if (!spec.isEmbedding() || coder.bits() < 8 || Math.abs(value) <= largest) {
          least = Math.min(least, Math.abs(value - weights[i] * fold));
        }
      }
      double error = Math.abs(format.real(model.weights(spec.name())[i]) - weights[i] * fold);
      assertEquals(least, error, 1e-12, spec.name());
    }
  }

  /** A codebook of four values takes more bits than 8 weights save with 2 bits instead of 8. */
  @Test
  void theFewestBitsAreThoseOfNoCodebookWhereItIsLarger() {
    Checkpoint checkpoint = checkpoint(new ModelConfig(1, 2, 1, 4, 2, 27), 0.7);
    Sample sample = Sample.first("training", documents(1, 20), 20);
    WidthChooser chooser = new WidthChooser(checkpoint, sample, Progress.NONE);
    long matrices = 2 * (4 * 4 + 2 * 4 + 54) + 4 * 16;
    long least = matrices + 2 * 54 + 4 * 16 + 8 * 8;
    assertEquals("2,wpe=8", chooser.choose(least).bits().text());
    IllegalArgumentException few =
        assertThrows(IllegalArgumentException.class, () -> chooser.choose(least - 1));
    assertEquals(
        (least - 1) + " bits are too few: the model has at least 456, with --weight-bits 2,wpe=8",
        few.getMessage());
  }

  /**
   * A checkpoint of decoded weights gives the same model again, and refuses other widths; a tensor
   * without codes is not decoded, and rounded as ever.
   */
  @Test
  void codesOfATrainingAreFollowed() {
    Checkpoint checkpoint = checkpoint(ModelConfig.microgpt(27), 0.7);
    List<String> names = List.copyOf(checkpoint.weights().keySet());
    WeightBits bits = WeightBits.parse("3,wte=8,lm_head=16,wpe=4", names);
    FoldedWeights folded = new FoldedWeights(checkpoint);
    TrainedCodes codes = CodeFitter.fit(bits, checkpoint.weights(), folded::factor);
    WeightFormats formats = WeightFormats.choose(checkpoint.config(), folded, codes, false);
    RoundedWeights nearest = new WeightRounder(folded, formats.grids()).nearest();
    Map<String, float[]> trained = new LinkedHashMap<>(nearest.decoded(folded).weights());
    trained.put("lm_head", checkpoint.weights("lm_head"));
    List<String> order = new ArrayList<>(codes.codebooks().keySet());
    Collections.reverse(order);
    Map<String, Codebook> reversed = new LinkedHashMap<>();
    order.forEach(name -> reversed.put(name, codes.codebooks().get(name)));
    assertEquals(2, reversed.size());
    Checkpoint decoded =
        new Checkpoint(
            checkpoint.config(),
            checkpoint.vocabulary(),
            trained,
            PROVENANCE,
            new TrainedCodes(codes.tensors(), reversed));
    QuantizedModel model = quantize(decoded).quantized().model();
    for (String name : names) {
      assertArrayEquals(nearest.words(formats.codes()).get(name), model.weights(name), name);
    }
    assertEquals(codes.codebooks(), model.codebooks());
    assertEquals(
        List.copyOf(codes.codebooks().keySet()), List.copyOf(model.codebooks().keySet()), "order");
    InputException other =
        assertThrows(
            InputException.class,
            () ->
                new WeightOptions(WeightBits.parse("2", names), Optional.empty(), List.of())
                    .require(decoded, "--weight-bits"));
    assertTrue(other.getMessage().contains("3,"), other::getMessage);
    decoded.weights("layer0.attn_wv")[20] += 0.01f;
    InputException moved = assertThrows(InputException.class, () -> quantize(decoded));
    assertTrue(
        moved.getMessage().startsWith("tensor layer0.attn_wv: row 1 column 4"), moved::getMessage);
  }
}
