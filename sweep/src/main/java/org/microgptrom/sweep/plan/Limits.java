package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a model must keep to be trained, and to be recommended.
 *
 * @param romBits of weights and codebooks, without padding
 * @param parameters number of trained values
 * @param tokensPerSecond of all streams at the last position, by the device's plan
 * @param loss in fixed point, nats per token, or per byte where the plan has tokens, which is known
 *     after the training alone
 */
@JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = Limits.Absent.class)
public record Limits(Bounds romBits, Bounds parameters, Bounds tokensPerSecond, Bounds loss) {
  /** No limits. */
  static final Limits NONE = new Limits(null, null, null, null);

  /** What JSON leaves out. */
  static final class Absent {
    @Override
    public boolean equals(@Nullable Object other) {
      return other == null || Bounds.NONE.equals(other);
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  /** Limits of which those that are null are none. */
  public Limits(
      @Nullable Bounds romBits,
      @Nullable Bounds parameters,
      @Nullable Bounds tokensPerSecond,
      @Nullable Bounds loss) {
    this.romBits = romBits == null ? Bounds.NONE : romBits;
    this.parameters = parameters == null ? Bounds.NONE : parameters;
    this.tokensPerSecond = tokensPerSecond == null ? Bounds.NONE : tokensPerSecond;
    this.loss = loss == null ? Bounds.NONE : loss;
  }
}
