package org.microgptrom.train.vector;

import org.microgptrom.train.recipe.AdamSettings;
import org.microgptrom.train.torch.TorchAdam;

/** The Adam optimizer on plain arrays of floats, by the formulas of {@link TorchAdam}. */
public final class VectorAdam {
  private final AdamSettings settings;
  private final float[] first;
  private final float[] second;
  private final float[] average;
  private int step;

  /** Continues from the means after {@code step} steps, which it keeps and changes. */
  public VectorAdam(
      int step, float[] first, float[] second, float[] average, AdamSettings settings) {
    this.step = step;
    this.first = first;
    this.second = second;
    this.average = average;
    this.settings = settings;
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

  /** Updates every parameter from its gradient, which it may scale down. */
  public void step(float[] parameters, float[] gradient, double rate) {
    step++;
    clip(gradient);
    float beta1 = (float) settings.beta1();
    float rest1 = (float) (1 - settings.beta1());
    float beta2 = (float) settings.beta2();
    float rest2 = (float) (1 - settings.beta2());
    float epsilon = (float) AdamSettings.EPSILON;
    float correction2 = (float) (1 / Math.sqrt(1 - Math.pow(settings.beta2(), step)));
    float rate1 = (float) (rate / (1 - Math.pow(settings.beta1(), step)));
    float averageRate = (float) settings.averageRate(step);
    for (int i = 0; i < parameters.length; i++) {
      first[i] = beta1 * first[i] + rest1 * gradient[i];
      second[i] = beta2 * second[i] + rest2 * gradient[i] * gradient[i];
      float divisor = (float) Math.sqrt(second[i]) * correction2 + epsilon;
      parameters[i] -= rate1 * first[i] / divisor;
      average[i] += averageRate * (parameters[i] - average[i]);
    }
  }

  private void clip(float[] gradient) {
    double squares = 0;
    for (float slope : gradient) {
      squares += (double) slope * slope;
    }
    double norm = Math.sqrt(squares);
    if (norm > settings.clip()) {
      float factor = (float) (settings.clip() / norm);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= factor;
      }
    }
  }
}
