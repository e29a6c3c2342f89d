package org.microgptrom.train.state;

/** Converts arrays of 64-bit numbers to arrays of 32-bit ones, and back. */
public final class Floats {
  private Floats() {}

  public static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  /** An array with each value rounded to the nearest float. */
  public static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
