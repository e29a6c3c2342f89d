package org.microgptrom.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.microgptrom.train.state.Floats;

/** Converts Java numbers to the engine's arrays of 32 or 64-bit floating point, and back. */
final class TorchArrays {
  private TorchArrays() {}

  static NDArray scalar(double value, DataType type, NDManager manager) {
    return type == DataType.FLOAT64 ? manager.create(value) : manager.create((float) value);
  }

  static NDArray array(double[] values, Shape shape, DataType type, NDManager manager) {
    return type == DataType.FLOAT64
        ? manager.create(values, shape)
        : manager.create(Floats.floats(values), shape);
  }

  static double number(NDArray scalar) {
    return scalar.getDataType() == DataType.FLOAT64 ? scalar.getDouble() : scalar.getFloat();
  }

  static double[] numbers(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    return Floats.doubles(array.toFloatArray());
  }
}
