package org.microgptrom.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** Java numbers to arrays of 32 or 64-bit floating point, and back. */
final class Precision {
  private Precision() {}

  static NDArray scalar(double value, DataType type, NDManager manager) {
    return type == DataType.FLOAT64 ? manager.create(value) : manager.create((float) value);
  }

  static NDArray array(double[] values, Shape shape, DataType type, NDManager manager) {
    return type == DataType.FLOAT64
        ? manager.create(values, shape)
        : manager.create(floats(values), shape);
  }

  static double number(NDArray scalar) {
    return scalar.getDataType() == DataType.FLOAT64 ? scalar.getDouble() : scalar.getFloat();
  }

  static double[] numbers(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    return doubles(array.toFloatArray());
  }

  static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  /** Each value rounded to the nearest float. */
  static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
