package org.microgptrom.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/** Python itself is the oracle. */
class PythonRandomTest {
  private static final String SCRIPT =
      """
      import random
      for seed in [0, 1, 42, -7, 2**31, 2**32 - 1, 2**32, 2**62 + 5, -2**63]:
          random.seed(seed)
          for _ in range(3):
              print(random.random().hex())
          print(*[random.randrange(bound) for bound in (1, 2, 3, 1000, 2**31 - 1)])
          order = list(range(50))
          random.shuffle(order)
          print(*order)
          print(*[random.choices(range(4), weights=[0.1, 0, 2.5, 0.4])[0] for _ in range(40)])
          for _ in range(700):
              print(random.gauss(0, 0.08).hex())
      """;

  private static final long[] SEEDS = {
    0, 1, 42, -7, 1L << 31, (1L << 32) - 1, 1L << 32, (1L << 62) + 5, Long.MIN_VALUE
  };

  @Test
  void drawsWhatPythonDraws(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("draw.py"), SCRIPT);
    List<String> lines =
        ExternalTool.named("python3").runOk(folder, script.toString()).lines().toList();
    int line = 0;
    int neighbours = 0;
    for (long seed : SEEDS) {
      PythonRandom random = new PythonRandom(seed);
      for (int i = 0; i < 3; i++) {
        assertEquals(Double.parseDouble(hex(lines.get(line++))), random.random());
      }
      List<Integer> below = new ArrayList<>();
      for (int bound : new int[] {1, 2, 3, 1000, Integer.MAX_VALUE}) {
        below.add(random.below(bound));
      }
      assertEquals(lines.get(line++), words(below));
      assertEquals(
          lines.get(line++), words(Arrays.stream(random.permutation(50)).boxed().toList()));
      List<Integer> choices = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        choices.add(random.choice(new double[] {0.1, 0, 2.5, 0.4}));
      }
      assertEquals(lines.get(line++), words(choices));
      for (int i = 0; i < 700; i++) {
        double expected = Double.parseDouble(hex(lines.get(line++)));
        double actual = random.gauss(0.08);
        assertEquals(expected, actual, 4 * Math.ulp(expected));
        neighbours += expected == actual ? 0 : 1;
      }
    }
    assertEquals(9 * 706, line);
    assertEquals(lines.size(), line);
    assertTrue(neighbours < 630, "not equal to the last bit: " + neighbours + " of 6,300");
  }

  /** Java wants an exponent with a sign of its own only, as Python prints it, and a mantissa. */
  private static String hex(String python) {
    return python.replace("p+", "p");
  }

  private static String words(List<Integer> numbers) {
    return String.join(" ", numbers.stream().map(Object::toString).toList());
  }
}
