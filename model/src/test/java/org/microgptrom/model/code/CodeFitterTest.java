package org.microgptrom.model.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodeFitterTest {
  private static final List<String> NAMES = List.of("wte", "wpe", "lm_head", "layer0.attn_wq");

  @Test
  void widthsAreReadFromText() {
    assertEquals(
        Map.of("wte", 8, "wpe", 4, "lm_head", 4, "layer0.attn_wq", 3),
        WeightBits.parse("4, wte=8, layer*=2, *.attn_wq=3", NAMES).tensors());
    assertEquals(16, WeightBits.parse("wte=8", NAMES).of("wpe"));
    assertTrue(WeightBits.parse("16", NAMES).isWide());
    refused("16, 8, 4, 3 or 2 bits in ROM, not 5", () -> WeightBits.parse("5", NAMES));
    refused("not 'four'", () -> WeightBits.parse("four", NAMES));
    refused("not ''", () -> WeightBits.parse("", NAMES));
    refused("ROM, not '\uff18'", () -> WeightBits.parse("\uff18", NAMES)); // a wide 8
    refused("ROM, not '+8'", () -> WeightBits.parse("+8", NAMES));
    refused("wte has two widths", () -> WeightBits.parse("4,wte=8,wte=4", NAMES));
    refused("BITS or TENSOR=BITS, not '8'", () -> WeightBits.parse("4,8", NAMES));
    refused("no tensor has the name wtf", () -> WeightBits.parse("4,wtf=8", NAMES));
  }

  /** Values of any scale that is a power of two lie on the codebook that they were drawn from. */
  @Test
  void findsTheCodebookOfWeightsThatHaveOne() {
    float[] values = {-0.9f, -0.4f, -0.1f, 0, 0.07f, 0.3f, 0.55f, 0.99f};
    Random random = new Random(1);
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (int i = 0; i < NAMES.size(); i++) {
      float[] tensor = new float[400];
      for (int j = 0; j < tensor.length; j++) {
        tensor[j] = Math.scalb(values[j < 8 ? j : random.nextInt(8)], -i);
      }
      weights.put(NAMES.get(i), tensor);
    }
    TrainedCodes codes = CodeFitter.fit(WeightBits.parse("3", NAMES), weights, tensor -> 0.75);
    assertEquals(
        List.of("codebook3_wte", "codebook3_wpe", "codebook3"),
        List.copyOf(codes.codebooks().keySet()));
    int compared = 0;
    for (String tensor : NAMES) {
      TrainedCodes.Tensor of = codes.tensors().get(tensor);
      Codebook codebook = codes.codebooks().get(of.codebook());
      for (float weight : weights.get(tensor)) {
        double value = Math.scalb(0.75 * weight, of.fractionBits());
        assertEquals(value, codebook.value(CodeFitter.nearest(codebook, value)), 1);
        compared++;
      }
    }
    assertEquals(1600, compared);
    assertEquals(
        1,
        codes.tensors().get("layer0.attn_wq").fractionBits()
            - codes.tensors().get("lm_head").fractionBits());
    assertEquals(
        codes.tensors().get("wte").fractionBits(), codes.tensors().get("wpe").fractionBits());
  }

  /** The known optimum for a normal distribution, by Max (1960): 0.1175 of the variance at 4. */
  @Test
  void errorsOfNormalWeightsAreThoseOfTheTextbook() {
    float[] weights = new float[200_000];
    Random random = new Random(2);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    List<String> names = List.of("wte", "wpe", "w");
    Map<String, float[]> tensors = Map.of("wte", weights, "wpe", weights, "w", weights);
    double[] expected = {0.1175, 0.03454, 0.009497};
    for (int bits = 2; bits <= 4; bits++) {
      TrainedCodes codes =
          CodeFitter.fit(WeightBits.parse("w=" + bits, names), tensors, tensor -> 1);
      Codebook codebook = codes.codebooks().get("codebook" + bits);
      int f = codes.tensors().get("w").fractionBits();
      double error = 0;
      for (float weight : weights) {
        double value = Math.scalb((double) weight, f);
        double rest = value - codebook.value(CodeFitter.nearest(codebook, value));
        error += Math.scalb(rest * rest, -2 * f);
      }
      assertEquals(expected[bits - 2], error / weights.length, 0.01 * expected[bits - 2]);
    }
  }

  @Test
  void theNearestValueIsFound() {
    Codebook codebook = Codebook.of(List.of(-32768, -5, 0, 1, 7, 100, 101, 32767));
    short[] values = codebook.values();
    int[] tried = IntStream.rangeClosed(-40_000, 40_000).toArray();
    for (int value : tried) {
      int code = CodeFitter.nearest(codebook, value);
      int least = IntStream.range(0, 8).map(i -> Math.abs(values[i] - value)).min().orElseThrow();
      assertEquals(least, Math.abs(values[code] - value));
    }
    assertEquals(80_001, tried.length);
  }

  @Test
  void whatCantBeFittedIsRefused() {
    Map<String, float[]> few = new LinkedHashMap<>();
    NAMES.forEach(name -> few.put(name, new float[4]));
    WeightBits bits = WeightBits.parse("4", NAMES);
    refused("wte: 4 weights are too few for a codebook of 16", () -> fit(bits, few));
    // Four tensors of zeros still have codebooks, whose values differ.
    assertEquals(3, fit(WeightBits.parse("2", NAMES), few).codebooks().size());
    float[] large = new float[4];
    Arrays.fill(large, 40_000);
    few.put("lm_head", large);
    refused("lm_head has a magnitude of 40000.0", () -> fit(bits, few));
    NAMES.forEach(name -> few.put(name, large));
    for (int i = 0; i < 20; i++) { // whichever a thread meets first
      Exception e = assertThrows(IllegalArgumentException.class, () -> fit(bits, few));
      assertTrue(
          e.getMessage().startsWith(NAMES.get(0) + " has a magnitude of 40000.0"), e::toString);
    }
  }

  private static TrainedCodes fit(WeightBits bits, Map<String, float[]> weights) {
    return CodeFitter.fit(bits, weights, tensor -> 1);
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
