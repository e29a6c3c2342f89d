package org.microgptrom.verify.campaign;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.io.Digests;
import org.microgptrom.verify.report.Check;
import org.microgptrom.verify.report.Difference;
import org.microgptrom.verify.stimulus.Sequence;

/**
 * Two implementations side by side on the sequences of one chunk. Both are fed what the first one
 * draws, so that all logits are compared, whatever differs.
 */
final class GoldenComparison {
  static final String SUITE = "campaign";

  private final int chunk;
  private final QuantizedModel model;
  private final TokenStepper right;
  private final QuantizedModel otherModel;
  private final TokenStepper other;
  private final int bos;
  private final int context;
  private final MessageDigest digest = Digests.sha256();
  private final ByteBuffer row; // what is digested of one token
  private final Quantity logits = new Quantity("logits", "logit");
  private final Quantity drawn = new Quantity("drawn tokens", "token");
  private Sequence sequence;
  private long sequences;
  private long tokens;
  private int position;

  GoldenComparison(
      int chunk,
      QuantizedModel model,
      TokenStepper right,
      QuantizedModel otherModel,
      TokenStepper other) {
    this.chunk = chunk;
    this.model = model;
    this.right = right;
    this.otherModel = otherModel;
    this.other = other;
    this.bos = model.config().bos();
    this.context = model.config().context();
    this.row = ByteBuffer.allocate(2 * model.config().vocabSize() + 2);
  }

  /** Numbers of one kind. */
  private static final class Quantity {
    private final String check;
    private final String one;
    private long compared;
    private long mismatches;
    private Difference first;

    Quantity(String check, String one) {
      this.check = check;
      this.one = one;
    }

    Check check() {
      return Check.of(SUITE, check, compared, mismatches, first);
    }
  }

  /** Tokens compared so far. */
  long tokens() {
    return tokens;
  }

  /** Runs and compares a sequence. */
  void run(Sequence next) {
    sequence = next;
    position = 0;
    right.reset();
    other.reset();
    List<Integer> prompt = next.prompt();
    for (int token : prompt.subList(0, prompt.size() - 1)) {
      step(token, null, null);
    }
    int token = prompt.get(prompt.size() - 1);
    if (next.maxTokens() == 0) {
      step(token, null, null);
    } else {
      int state = (int) next.stateBefore();
      Sampler rightSampler = new Sampler(model, next.scale(), state);
      Sampler otherSampler = new Sampler(otherModel, next.scale(), state);
      int count = 0;
      do {
        token = step(token, rightSampler, otherSampler);
        count++;
      } while (token != bos && count < next.maxTokens() && position < context);
    }
    sequences++;
  }

  /** One token in both; returns the one that the first draws, 0 without samplers. */
  private int step(int token, Sampler rightSampler, Sampler otherSampler) {
    int[] expected = right.step(token);
    int[] actual = other.step(token);
    row.clear();
    for (int v = 0; v < expected.length; v++) {
      row.putShort((short) expected[v]);
      compare(logits, v, token, expected[v], actual[v]);
    }
    int next = 0;
    if (rightSampler != null) {
      next = rightSampler.next(expected);
      compare(drawn, null, token, next, otherSampler.next(actual));
    }
    row.putShort((short) next);
    digest.update(row.array());
    position++;
    tokens++;
    return next;
  }

  private void compare(Quantity quantity, Integer index, int fed, int expected, int actual) {
    quantity.compared++;
    if (expected != actual) {
      quantity.mismatches++;
      if (quantity.first == null) {
        Difference.Step place =
            new Difference.Step(
                "tensor", quantity.one, Math.toIntExact(sequences), position, index);
        quantity.first =
            Difference.ofCampaign(chunk, sequence.line(), fed, place, expected, actual);
      }
    }
  }

  /** What came out; only once. */
  ChunkResult result() {
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
