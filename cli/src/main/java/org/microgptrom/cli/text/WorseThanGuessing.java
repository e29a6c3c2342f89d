package org.microgptrom.cli.text;

import java.util.Optional;

/** Warns of a model that predicts its documents worse than uniform guessing does. */
public final class WorseThanGuessing {
  private WorseThanGuessing() {}

  /**
   * A warning where a model's loss is above ln V, the loss of giving each of V symbols the same
   * probability.
   *
   * @param loss in nats per token
   * @param symbols V, BOS included
   */
  public static Optional<String> warning(double loss, int symbols) {
    double guessing = Math.log(symbols);
    return loss <= guessing
        ? Optional.empty()
        : Optional.of(
            "a loss of "
                + TableText.figure(loss)
                + " nats per token is worse than guessing, ln "
                + symbols
                + " = "
                + TableText.figure(guessing)
                + ": imported weights may have BOS in another row (import --bos), symbols in another"
                + " order, other heads (--heads), or be of a model that computes something else");
  }
}
