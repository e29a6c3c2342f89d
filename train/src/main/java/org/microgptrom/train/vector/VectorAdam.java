package org.microgptrom.train.vector;

import org.microgptrom.train.recipe.AdamSettings;
import org.microgptrom.train.torch.TorchAdam;
import org.microgptrom.train.vector.kernel.AdamKernel;
import org.microgptrom.train.vector.kernel.Workers;

/** The Adam optimizer on plain arrays of floats, by the formulas of {@link TorchAdam}. */
public final class VectorAdam {
  /** The parameters that a thread updates at once. */
  private static final int PART = 1 << 16;

  private final AdamSettings settings;
  private final float[] first;
  private final float[] second;
  private final float[] average;
  private final Workers workers;
  private int step;

  /** Continues from the means after {@code step} steps, which it keeps and changes. */
  public VectorAdam(
      int step,
      float[] first,
      float[] second,
      float[] average,
      AdamSettings settings,
      Workers workers) {
    this.step = step;
    this.first = first;
    this.second = second;
    this.average = average;
    this.settings = settings;
    this.workers = workers;
  }

  int stepsTaken() {
    return step;
  }

  float[] first() {
    return first;
  }

  float[] second() {
    return second;
  }

  public float[] average() {
    return average;
  }

  /** Updates every parameter from its gradient. */
  public void step(float[] parameters, float[] gradient, double rate) {
    step++;
    AdamKernel kernel =
        new AdamKernel(
            clipping(gradient),
            (float) settings.beta1(),
            (float) (1 - settings.beta1()),
            (float) settings.beta2(),
            (float) (1 - settings.beta2()),
            (float) (1 / Math.sqrt(1 - Math.pow(settings.beta2(), step))),
            (float) AdamSettings.EPSILON,
            (float) (rate / (1 - Math.pow(settings.beta1(), step))),
            (float) settings.averageRate(step));
    sumOfParts(
        parameters.length,
        (from, end) -> {
          kernel.step(parameters, gradient, first, second, average, from, end);
          return 0;
        });
  }

  /** The factor that brings the norm of the gradient down to the largest allowed. */
  private float clipping(float[] gradient) {
    double norm =
        Math.sqrt(sumOfParts(gradient.length, (from, end) -> squares(gradient, from, end)));
    return norm > settings.clip() ? (float) (settings.clip() / norm) : 1;
  }

  /** In four sums, so that an addition need not wait for the one before. */
  private static double squares(float[] x, int from, int end) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 4 <= end; i += 4) {
      a += (double) x[i] * x[i];
      b += (double) x[i + 1] * x[i + 1];
      c += (double) x[i + 2] * x[i + 2];
      d += (double) x[i + 3] * x[i + 3];
    }
    for (; i < end; i++) {
      a += (double) x[i] * x[i];
    }
    return a + b + (c + d);
  }

  /** Something to do with elements {@code from} to {@code end}, excluded. */
  private interface Part {
    double of(int from, int end);
  }

  /** Parts do not depend on the number of threads, as sums do on the parts. */
  private double sumOfParts(int length, Part part) {
    if (length <= PART) {
      return part.of(0, length); // sooner done than handed to another thread
    }
    return workers.sum(
        (length + PART - 1) / PART,
        number -> () -> part.of(number * PART, Math.min(number * PART + PART, length)));
  }
}
