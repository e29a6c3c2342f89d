package org.microgptrom.simulate.stimulus;

import java.util.List;
import java.util.stream.Collectors;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;

/**
 * One sequence that circuit and golden simulator are given.
 *
 * @param scale the temperature scale, 0 for greedy
 * @param seed the state that the generator is set to at the start, unsigned 32 bits; 0 leaves it
 *     alone
 * @param stateBefore the generator's state with which the first token is drawn; 0 if none is drawn
 * @param maxTokens how many tokens are drawn at most; 0 for none
 * @param late whether the host takes each drawn token only when the next one has been drawn
 * @param prompt the tokens at positions 0, 1, ..., 1..T of them
 */
public record Sequence(
    int scale, long seed, long stateBefore, int maxTokens, boolean late, List<Integer> prompt) {
  /** Copies the list. */
  public Sequence {
    prompt = List.copyOf(prompt);
  }

  /** A given sequence from which nothing is drawn. */
  public static Sequence forced(List<Integer> tokens) {
    return new Sequence(0, 0, 0, 0, false, tokens);
  }

  /** Whether the draws of this sequence depend on the sequence before. */
  public boolean inheritsState() {
    return maxTokens > 0 && seed == 0;
  }

  /** The generator of its draws, as it is before the first, with the tables of a model. */
  public Sampler sampler(QuantizedModel model) {
    return new Sampler(model, scale, (int) stateBefore);
  }

  /** The same draws, whatever came before. */
  public Sequence alone() {
    return new Sequence(scale, stateBefore, stateBefore, maxTokens, late, prompt);
  }

  /** The line of a stimulus file. */
  public String line() {
    return scale
        + " "
        + seed
        + " "
        + maxTokens
        + (late ? " 1 " : " 0 ")
        + prompt.size()
        + prompt.stream().map(token -> " " + token).collect(Collectors.joining());
  }
}
