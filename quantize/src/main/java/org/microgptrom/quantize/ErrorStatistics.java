package org.microgptrom.quantize;

/** The range and error of one stream of values, gathered in a fixed order. */
final class ErrorStatistics {
  private double largest;
  private double largestError;
  private double squaredErrors;
  private long count;

  /** Takes one value of the float reference and its fixed-point counterpart. */
  void add(double expected, double actual) {
    double error = Math.abs(actual - expected);
    largest = Math.max(largest, Math.abs(expected));
    largestError = Math.max(largestError, error);
    squaredErrors += error * error;
    count++;
  }

  /** Takes all that another stream has gathered. */
  void add(ErrorStatistics other) {
    largest = Math.max(largest, other.largest);
    largestError = Math.max(largestError, other.largestError);
    squaredErrors += other.squaredErrors;
    count += other.count;
  }

  /** The largest magnitude of the float reference. */
  double largest() {
    return largest;
  }

  /** The largest absolute error. */
  double largestError() {
    return largestError;
  }

  /** The root of the mean squared error. */
  double rmsError() {
    return count == 0 ? 0 : Math.sqrt(squaredErrors / count);
  }
}
