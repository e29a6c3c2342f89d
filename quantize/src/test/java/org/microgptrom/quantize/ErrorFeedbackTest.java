package org.microgptrom.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.io.Progress;

/** The rounding with feedback against all roundings of small problems, tried one by one. */
class ErrorFeedbackTest {
  private static final int SIZE = 6;

  /** Inputs of a matrix: columns that depend on each other, as those of a model do. */
  private static double[][] inputs(Random random) {
    double[][] inputs = new double[40][SIZE];
    for (double[] input : inputs) {
      double common = random.nextGaussian();
      for (int i = 0; i < SIZE; i++) {
        input[i] = common + 0.3 * random.nextGaussian();
      }
    }
    return inputs;
  }

  private static SymmetricMatrix products(double[][] inputs) {
    SymmetricMatrix products = new SymmetricMatrix(SIZE);
    double[] ones = new double[inputs.length];
    Arrays.fill(ones, 1);
    products.addProducts(ones, inputs);
    return products;
  }

  /** The squared error of the products with all inputs, computed from the inputs themselves. */
  private static double error(double[][] inputs, double[] weights, double[] rounded) {
    double error = 0;
    for (double[] input : inputs) {
      double product = 0;
      for (int i = 0; i < SIZE; i++) {
        product += (weights[i] - rounded[i]) * input[i];
      }
      error += product * product;
    }
    return error;
  }

  /** The least error of all roundings to the whole numbers -2..2. */
  private static double least(double[][] inputs, double[] weights) {
    double least = Double.POSITIVE_INFINITY;
    for (int choice = 0; choice < 15_625; choice++) { // 5^6
      double[] rounded = new double[SIZE];
      for (int i = 0, rest = choice; i < SIZE; i++, rest /= 5) {
        rounded[i] = rest % 5 - 2;
      }
      least = Math.min(least, error(inputs, weights, rounded));
    }
    return least;
  }

  @Test
  void comesNearTheBestRoundingOfAll() {
    Random random = new Random(7);
    double ours = 0;
    double nearest = 0;
    double best = 0;
    int cases = 0;
    for (; cases < 40; cases++) {
      double[][] inputs = inputs(random);
      double[] weights = random.doubles(SIZE, -1.5, 1.5).toArray();
      double[] equal = {1, 1, 1, 1, 1, 1};
      double[] rounded =
          ErrorFeedback.of(products(inputs), equal, Progress.NONE)
              .round(weights, (i, w) -> Math.max(-2, Math.min(2, Math.rint(w))));
      double[] plain = Arrays.stream(weights).map(Math::rint).toArray();
      double least = least(inputs, weights);
      assertTrue(error(inputs, weights, rounded) >= least - 1e-9, "the search is complete");
      ours += error(inputs, weights, rounded);
      nearest += error(inputs, weights, plain);
      best += least;
    }
    assertEquals(40, cases);
    String figures = "best " + best + ", ours " + ours + ", nearest " + nearest;
    assertTrue(ours < 1.8 * best, figures);
    assertTrue(nearest > 4 * best, figures);
  }

  /** With inputs that do not depend on each other, the nearest value is the best one. */
  @Test
  void independentInputsMakeNoFeedback() {
    SymmetricMatrix diagonal = new SymmetricMatrix(SIZE);
    double[][] units = new double[SIZE][SIZE];
    for (int i = 0; i < SIZE; i++) {
      units[i][i] = i + 1;
    }
    diagonal.addProducts(new double[] {1, 1, 1, 1, 1, 1}, units);
    double[] weights = {0.4, -0.6, 1.2, 7.7, -3.1, 0.2};
    double[] rounded =
        ErrorFeedback.of(diagonal, new double[] {1, 1, 1, 1, 1, 1}, Progress.NONE)
            .round(weights, (i, w) -> Math.rint(w));
    for (int i = 0; i < SIZE; i++) {
      assertEquals(Math.rint(weights[i]), rounded[i], "weight " + i);
    }
  }

  /** The matrix of many vectors is the one that plain loops compute, whatever is left out. */
  @Test
  void sumsOfProductsAreThoseOfPlainLoops() {
    Random random = new Random(3);
    double[][] vectors = new double[11][9];
    double[] factors = random.doubles(11, -1, 1).toArray();
    for (double[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = random.nextInt(3) == 0 ? 0 : random.nextGaussian();
      }
    }
    SymmetricMatrix matrix = new SymmetricMatrix(9);
    matrix.addProducts(factors, vectors);
    int compared = 0;
    for (int i = 0; i < 9; i++) {
      for (int j = 0; j < 9; j++) {
        double expected = 0;
        for (int k = 0; k < 11; k++) {
          expected += factors[k] * vectors[k][i] * vectors[k][j];
        }
        assertEquals(expected, matrix.at(i, j), 1e-12);
        compared++;
      }
    }
    assertEquals(81, compared);
  }
}
