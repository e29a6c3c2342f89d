package org.microgptrom.talos;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.fixed.FixedMath;

/**
 * The TALOS-V2 core, one step at a time, integers only and bit for bit, its wrap-arounds included.
 * All values are words in Q4.12; sums are exact, shifted once and clamped once.
 *
 * <p>Not thread-safe: keys and values carry over from step to step.
 */
public final class TalosSimulator {
  private static final int EMBD = TalosModel.CONFIG.embd();
  private static final int HEAD_DIM = TalosModel.CONFIG.headDim();
  private static final int GREEDY_CYCLES = 753;
  private static final int SAMPLED_CYCLES = 867;
  private static final int CYCLES_PER_POSITION = 20;
  private static final int EARLY_EXIT_CYCLES = 25;

  private final TalosModel model;
  private final int[] keys = new int[TalosModel.CONFIG.context() * EMBD];
  private final int[] values = new int[TalosModel.CONFIG.context() * EMBD];
  private int earlyExits;
  private boolean attentionWrapped;

  /** A core after reset: keys and values are zero. */
  public TalosSimulator(TalosModel model) {
    this.model = model;
  }

  /**
   * The inputs that the core samples when a step starts.
   *
   * @param position of the token, 0..15
   * @param token to feed, 0..26
   * @param clearCache whether keys and values of all positions become zero first
   * @param sampled whether the next token is drawn; otherwise it is the most probable one
   * @param temperature in Q8.8, 0..65535
   * @param state of the generator, any 32 bits; 0 stays 0 for ever
   */
  public record Inputs(
      int position, int token, boolean clearCache, boolean sampled, int temperature, int state) {
    /** Checks the ranges. */
    public Inputs {
      requireRange("position", position, TalosModel.CONFIG.context() - 1);
      requireRange("token", token, TalosModel.CONFIG.bos());
      requireRange("temperature", temperature, 0xFFFF);
    }

    private static void requireRange(String name, int value, int highest) {
      if (value < 0 || value > highest) {
        throw new IllegalArgumentException(name + " must be in 0.." + highest + ", not " + value);
      }
    }
  }

  /**
   * The outputs that the core holds after a step.
   *
   * @param token the next token
   * @param argmax the most probable token, the lowest on a tie
   * @param logits V words in Q4.12
   * @param state of the generator
   * @param cycles from the edge that samples the start to the edge that reports the end
   * @param draw how the token was drawn; empty in a greedy step
   * @param attentionWrapped whether an attention weight is wrong because its index wrapped round
   */
  public record Outputs(
      int token,
      int argmax,
      List<Integer> logits,
      int state,
      int cycles,
      Optional<TalosSampler.Draw> draw,
      boolean attentionWrapped) {
    /** The largest logit. */
    public int topLogit() {
      return logits.get(argmax);
    }
  }

  /** Takes one token and computes the outputs after it. */
  public Outputs step(Inputs in) {
    earlyExits = 0;
    attentionWrapped = false;
    if (in.clearCache) {
      Arrays.fill(keys, 0);
      Arrays.fill(values, 0);
    }
    int[] x = norm(embedding(in.token, in.position));
    x = attentionBlock(x, in.position);
    x = mlpBlock(x);
    int[] logits = matvec(model.weights(ParameterSpec.LM_HEAD), x);
    int argmax = argmax(logits);
    int state = in.sampled ? FixedMath.xorshift32(in.state) : in.state;
    Optional<TalosSampler.Draw> draw =
        in.sampled
            ? Optional.of(TalosSampler.draw(logits, argmax, state, in.temperature))
            : Optional.empty();
    int cycles =
        (in.sampled ? SAMPLED_CYCLES : GREEDY_CYCLES)
            + CYCLES_PER_POSITION * in.position
            - EARLY_EXIT_CYCLES * earlyExits;
    int token = draw.map(TalosSampler.Draw::token).orElse(argmax);
    return new Outputs(
        token,
        argmax,
        Arrays.stream(logits).boxed().toList(),
        state,
        cycles,
        draw,
        attentionWrapped);
  }

  private int[] embedding(int token, int position) {
    short[] wte = model.weights(ParameterSpec.WTE);
    short[] wpe = model.weights(ParameterSpec.WPE);
    int[] x = new int[EMBD];
    for (int i = 0; i < EMBD; i++) {
      x[i] = FixedMath.sat16(wte[token * EMBD + i] + wpe[position * EMBD + i]);
    }
    return x;
  }

  private int[] attentionBlock(int[] x, int position) {
    int[] n = norm(x);
    int[] q = matvec(model.weights(Role.ATTN_WQ), n);
    System.arraycopy(matvec(model.weights(Role.ATTN_WK), n), 0, keys, position * EMBD, EMBD);
    System.arraycopy(matvec(model.weights(Role.ATTN_WV), n), 0, values, position * EMBD, EMBD);
    int[] attention = new int[EMBD];
    for (int head = 0; head < EMBD; head += HEAD_DIM) {
      attend(q, head, position, attention);
    }
    return add(matvec(model.weights(Role.ATTN_WO), attention), x);
  }

  /**
   * Computes attention of one head over positions 0..position; {@code head} is its first column.
   */
  private void attend(int[] q, int head, int position, int[] attention) {
    int[] scores = new int[position + 1];
    for (int t = 0; t <= position; t++) {
      long dot = 0;
      for (int j = head; j < head + HEAD_DIM; j++) {
        dot += (long) q[j] * keys[t * EMBD + j];
      }
      scores[t] = FixedMath.sat16(dot >> 13); // 12 fraction bits less, halved for 1 / sqrt(4)
    }
    int largest = Arrays.stream(scores).max().orElseThrow();
    int[] weights = new int[scores.length];
    long sum = 0; // at least 1 in Q4.12
    for (int t = 0; t <= position; t++) {
      weights[t] = TalosMath.attentionExp(scores[t] - largest);
      sum += weights[t];
      attentionWrapped |= TalosMath.isAttentionWrong(scores[t] - largest);
    }
    for (int j = head; j < head + HEAD_DIM; j++) {
      long weighted = 0;
      for (int t = 0; t <= position; t++) {
        weighted += (long) weights[t] * values[t * EMBD + j];
      }
      attention[j] = FixedMath.sat16(weighted / sum); // toward zero
    }
  }

  private int[] mlpBlock(int[] x) {
    int[] hidden = matvec(model.weights(Role.MLP_FC1), norm(x));
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = Math.max(0, hidden[i]);
    }
    return add(matvec(model.weights(Role.MLP_FC2), hidden), x);
  }

  private int[] norm(int[] x) {
    int rms = TalosMath.rms(x);
    boolean small = rms <= 512;
    earlyExits += small ? 1 : 0;
    int scale = small ? Short.MAX_VALUE : Math.min(Short.MAX_VALUE, (1 << 24) / rms);
    int[] y = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = TalosMath.word((long) x[i] * scale);
    }
    return y;
  }

  private static int[] matvec(short[] w, int[] x) {
    int[] y = new int[w.length / x.length];
    for (int row = 0; row < y.length; row++) {
      long dot = 0;
      for (int column = 0; column < x.length; column++) {
        dot += (long) w[row * x.length + column] * x[column];
      }
      y[row] = TalosMath.word(dot);
    }
    return y;
  }

  private static int[] add(int[] a, int[] b) {
    int[] sum = new int[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = FixedMath.sat16(a[i] + b[i]);
    }
    return sum;
  }

  private static int argmax(int[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
