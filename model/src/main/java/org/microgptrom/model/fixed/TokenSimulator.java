package org.microgptrom.model.fixed;

/**
 * Runs one sequence, token by token, as {@code docs/arithmetic.md} has it. All simulators of a
 * model give the same logits and count the same clamps.
 */
public sealed interface TokenSimulator permits GoldenSimulator, SoloSimulator {
  /** The model that is simulated. */
  QuantizedModel model();

  /** Starts a new sequence at position 0; the saturation counts go on. */
  void reset();

  /** The position that the next token takes, 0..context. */
  int position();

  /** The clamps counted since construction. */
  Saturations saturations();

  /**
   * Takes the token at the next position.
   *
   * @param token to take, 0..V-1
   * @return the V logits for the token after it, in format fl
   * @throws IllegalStateException after {@code context} tokens
   */
  int[] step(int token);
}
