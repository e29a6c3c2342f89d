package org.microgptrom.verify.campaign;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.CampaignDifference;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.Step;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.io.Digests;
import org.microgptrom.simulate.stimulus.Expectation;

/**
 * Compares the golden simulator and a second implementation on the sequences of one chunk. The
 * second is fed the tokens that the first draws, so that all logits are compared, whatever differs.
 */
final class GoldenComparison {
  private static final String SUITE = "campaign";

  /**
   * The most logits that wait for the second implementation, which may take many sequences at once.
   */
  private static final int MOST_PENDING = 1 << 18;

  private final int chunk;
  private final QuantizedModel otherModel;
  private final SequenceSimulator other;
  private final MessageDigest digest = Digests.sha256();
  private final byte[] row; // what is digested of one token
  private final Quantity logits = new Quantity("logits", "logit");
  private final Quantity drawn = new Quantity("drawn tokens", "token");
  private final List<Expectation> pending = new ArrayList<>();
  private long pendingTokens;
  private long tokens;
  private int sequences; // compared, which is without those that are pending

  /** Of a chunk, with a second implementation and the model that it runs. */
  GoldenComparison(int chunk, QuantizedModel otherModel, SequenceSimulator other) {
    this.chunk = chunk;
    this.otherModel = otherModel;
    this.other = other;
    this.row = new byte[2 * otherModel.config().vocabSize() + 2];
  }

  /** The compared numbers of one quantity. */
  private static final class Quantity {
    private final String check;
    private final String one;
    private long compared;
    private long mismatches;
    private @Nullable Difference first;

    Quantity(String check, String one) {
      this.check = check;
      this.one = one;
    }

    Check check() {
      return Check.of(SUITE, check, compared, mismatches, first);
    }
  }

  /** The number of tokens of all sequences so far. */
  long tokens() {
    return tokens;
  }

  /** Takes a sequence that the golden simulator ran. */
  void take(Expectation run) {
    pending.add(run);
    tokens += run.tokens();
    pendingTokens += run.tokens();
    if (pendingTokens * otherModel.config().vocabSize() >= MOST_PENDING) {
      comparePending();
    }
  }

  private void comparePending() {
    List<int[][]> actual = other.logits(pending.stream().map(Expectation::fed).toList());
    for (int i = 0; i < actual.size(); i++) {
      compare(pending.get(i), actual.get(i));
      sequences++;
    }
    pending.clear();
    pendingTokens = 0;
  }

  private void compare(Expectation run, int[][] actual) {
    Optional<Sampler> sampler =
        run.sequence().maxTokens() > 0
            ? Optional.of(run.sequence().sampler(otherModel))
            : Optional.empty();
    for (int position = 0; position < run.tokens(); position++) {
      int[] expected = run.logits(position);
      for (int v = 0; v < expected.length; v++) {
        putWord(v, expected[v]);
      }
      if (Arrays.equals(expected, actual[position])) {
        logits.compared += expected.length;
      } else {
        for (int v = 0; v < expected.length; v++) {
          compare(logits, run, position, v, expected[v], actual[position][v]);
        }
      }
      int token = 0;
      if (run.draws(position)) {
        token = run.drawn(position);
        compare(drawn, run, position, null, token, sampler.orElseThrow().next(actual[position]));
      }
      putWord(expected.length, token);
      digest.update(row);
    }
  }

  /** Sets a word of {@link #row}, the higher byte first. */
  private void putWord(int at, int word) {
    row[2 * at] = (byte) (word >> 8);
    row[2 * at + 1] = (byte) word;
  }

  private void compare(
      Quantity quantity,
      Expectation run,
      int position,
      @Nullable Integer index,
      int expected,
      int actual) {
    quantity.compared++;
    if (expected != actual) {
      quantity.mismatches++;
      if (quantity.first == null) {
        Step place = new Step("tensor", quantity.one, sequences, position, index);
        quantity.first =
            CampaignDifference.of(
                chunk, run.sequence().line(), run.fed(position), place, expected, actual);
      }
    }
  }

  /** The result of the chunk; to be asked for once, at the end. */
  ChunkResult result() {
    comparePending();
    return new ChunkResult(
        chunk,
        sequences,
        tokens,
        List.of(logits.check(), drawn.check()),
        Digests.hex(digest),
        null,
        List.of());
  }
}
