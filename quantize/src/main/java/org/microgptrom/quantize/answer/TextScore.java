package org.microgptrom.quantize.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.Loss;

/**
 * How probable a model finds a text.
 *
 * @param logLikelihood logarithm of the probability of all symbols, in nats
 * @param symbols the tokens that are predicted, BOS at the end of a whole text among them
 */
public record TextScore(double logLikelihood, List<Symbol> symbols) {
  /** Copies the list. */
  public TextScore {
    symbols = List.copyOf(symbols);
  }

  /**
   * A predicted token.
   *
   * @param probability that the model gave it, 0..1
   * @param other the most probable one of all other tokens, of equal ones the first
   * @param otherProbability the probability of that
   */
  public record Symbol(int token, double probability, int other, double otherProbability) {
    static Symbol of(int token, double[] logProbabilities) {
      int other = token == 0 ? 1 : 0;
      for (int v = 0; v < logProbabilities.length; v++) {
        if (v != token && logProbabilities[v] > logProbabilities[other]) {
          other = v;
        }
      }
      return new Symbol(
          token,
          StrictMath.exp(logProbabilities[token]),
          other,
          StrictMath.exp(logProbabilities[other]));
    }
  }

  /**
   * Scores token sequences as {@code Vocabulary.sequence} makes them. The sums are those of {@link
   * Loss}, so that the mean over many texts is their loss to the bit.
   *
   * @param sequences of at least two tokens
   */
  public static List<TextScore> of(LogitSource source, List<int[]> sequences) {
    List<int[]> inputs = sequences.stream().map(s -> Arrays.copyOf(s, s.length - 1)).toList();
    double[] sums = new double[sequences.size()];
    List<List<Symbol>> symbols =
        Stream.<List<Symbol>>generate(ArrayList::new).limit(sequences.size()).toList();
    source.run(
        inputs,
        (i, position, logits) -> {
          int token = sequences.get(i)[position + 1];
          double[] logProbabilities = Loss.logSoftmax(logits);
          sums[i] += logProbabilities[token];
          symbols.get(i).add(Symbol.of(token, logProbabilities));
        });
    List<TextScore> scores = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      scores.add(new TextScore(sums[i], symbols.get(i)));
    }
    return scores;
  }
}
