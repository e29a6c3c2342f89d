package org.microgptrom.sweep.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.microgptrom.sweep.trial.Trial;

/**
 * A point that may be tried: its training, and what is known of the circuit before.
 *
 * @param lanes number of multipliers
 * @param streams number of sequences that the circuit interleaves
 * @param parameters number of trained values
 * @param romBits of weights and codebooks, without padding
 * @param tokensPerByte of the held out documents; null where all models have the same symbols
 * @param cycles of a token at the last position, of the stream that waits the longest
 * @param fits the way in which the device holds the model; null without a device
 * @param tokensPerSecond of all streams at the last position; null without a device
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Candidate(
    Trial trial,
    int lanes,
    int streams,
    long parameters,
    long romBits,
    @Nullable Double tokensPerByte,
    long cycles,
    @Nullable String fits,
    @Nullable Double tokensPerSecond) {
  /** The same with another training. */
  public Candidate with(Trial other) {
    return new Candidate(
        other, lanes, streams, parameters, romBits, tokensPerByte, cycles, fits, tokensPerSecond);
  }
}
