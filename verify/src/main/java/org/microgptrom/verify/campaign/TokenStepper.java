package org.microgptrom.verify.campaign;

import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;

/** An implementation of the forward step, which runs one sequence at a time. */
interface TokenStepper {
  /** Makes an implementation for a model. */
  @FunctionalInterface
  interface Factory {
    /** At position 0. */
    TokenStepper of(QuantizedModel model);
  }

  /** Starts a new sequence. */
  void reset();

  /** Takes the next token; returns the V logits after it, which the next step may overwrite. */
  int[] step(int token);

  /** The golden simulator. */
  static TokenStepper golden(QuantizedModel model) {
    GoldenSimulator simulator = new GoldenSimulator(model);
    return new TokenStepper() {
      @Override
      public void reset() {
        simulator.reset();
      }

      @Override
      public int[] step(int token) {
        return simulator.step(token);
      }
    };
  }
}
