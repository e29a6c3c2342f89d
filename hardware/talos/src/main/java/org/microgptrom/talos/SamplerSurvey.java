package org.microgptrom.talos;

/**
 * A count of how often a model meets the wrap-around of the board's sampler, in sequences that are
 * drawn as the board draws them.
 *
 * @param temperature in Q8.8
 * @param draws number of tokens drawn
 * @param met number of draws in which at least one token had a wrong weight
 * @param drewWrong number of draws of a token with a wrong weight
 * @param attentionWrapped number of steps in which an attention weight's index wrapped round
 */
public record SamplerSurvey(
    int temperature, long draws, long met, long drewWrong, long attentionWrapped) {
  private static final int SEQUENCES = 2_000;

  /** The seed of the draws, which is fixed so that the figures are the same each time. */
  private static final int SEED = 42;

  /** Draws 2,000 sequences. */
  static SamplerSurvey of(TalosModel model, int temperature) {
    long[] counts = new long[4];
    TalosHost host = new TalosHost(model, temperature, SEED, outputs -> count(outputs, counts));
    for (int i = 0; i < SEQUENCES; i++) {
      host.sequence();
    }
    return new SamplerSurvey(temperature, counts[0], counts[1], counts[2], counts[3]);
  }

  private static void count(TalosSimulator.Outputs outputs, long[] counts) {
    TalosSampler.Draw draw = outputs.draw().orElseThrow();
    counts[0]++;
    counts[1] += draw.wrongWeights() > 0 ? 1 : 0;
    counts[2] += draw.drewWrong() ? 1 : 0;
    counts[3] += outputs.attentionWrapped() ? 1 : 0;
  }
}
