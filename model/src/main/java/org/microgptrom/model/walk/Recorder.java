package org.microgptrom.model.walk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;

/**
 * Runs a sequence through the golden simulator and the float model, keeping the values of the last
 * position.
 */
final class Recorder {
  private final Fixed fixed = new Fixed();
  private final Optional<Floats> floats;
  private final GoldenSimulator simulator;

  /**
   * A recorder whose two models are at position 0.
   *
   * @param checkpoint that the model was quantized from; empty for no float model
   * @throws IllegalArgumentException if the two have other shapes or symbols
   */
  Recorder(QuantizedModel model, Optional<Checkpoint> checkpoint) {
    checkpoint.ifPresent(of -> requireSameShape(model, of));
    this.simulator = new GoldenSimulator(model, fixed);
    this.floats = checkpoint.map(Floats::new);
  }

  private static void requireSameShape(QuantizedModel model, Checkpoint checkpoint) {
    if (!checkpoint.config().equals(model.config())
        || !checkpoint.vocabulary().equals(model.vocabulary())) {
      throw new IllegalArgumentException(
          "the checkpoint is of "
              + checkpoint.config()
              + " with symbols "
              + checkpoint.vocabulary()
              + ", the quantized model of "
              + model.config()
              + " with "
              + model.vocabulary());
    }
  }

  /** Takes the token at the next position. */
  void step(int token) {
    fixed.words.clear();
    fixed.rows.clear();
    floats.ifPresent(model -> model.step(token));
    simulator.step(token);
  }

  /** The values of every site in the order of computation. */
  List<Observed> sites() {
    return fixed.words;
  }

  /** The attention of all heads of one layer. */
  List<AttentionRow> attention(int layer) {
    return fixed.rows.get(layer);
  }

  private final class Fixed implements GoldenSimulator.Observer {
    private final List<Observed> words = new ArrayList<>();
    private final List<List<AttentionRow>> rows = new ArrayList<>(); // by layer
    private final Map<String, Long> clamped = new HashMap<>(); // so far, by Site.in

    @Override
    public void words(Site site, int layer, int[] values) {
      long total = simulator.saturations().at(site, layer);
      Long before = clamped.put(site.in(layer), total);
      words.add(
          new Observed(
              site,
              layer,
              Arrays.stream(values).boxed().toList(),
              (int) (total - (before == null ? 0 : before)),
              floats.map(of -> of.values.get(words.size())).orElse(null)));
    }

    /**
     * Takes the attention of one head. Layers and heads come in ascending order, as they do from
     * the float model.
     */
    @Override
    public void attention(int layer, int head, int count, long[] scores, int[] weights) {
      if (head == 0) {
        rows.add(new ArrayList<>());
      }
      List<Integer> parts = Arrays.stream(weights, 0, count).boxed().toList();
      double sum = parts.stream().mapToLong(Integer::longValue).sum();
      rows.get(layer)
          .add(
              new AttentionRow(
                  head,
                  Arrays.stream(scores, 0, count).boxed().toList(),
                  parts,
                  parts.stream().map(weight -> weight / sum).toList(),
                  floats.map(of -> of.scores.get(layer).get(head)).orElse(null),
                  floats.map(of -> of.weights.get(layer).get(head)).orElse(null)));
    }
  }

  private static final class Floats implements FloatModel.Observer {
    private final FloatModel model;
    private final List<List<Double>> values = new ArrayList<>();
    private final List<List<List<Double>>> scores = new ArrayList<>(); // (layers, heads, time)
    private final List<List<List<Double>>> weights = new ArrayList<>();

    Floats(Checkpoint checkpoint) {
      this.model = new FloatModel(checkpoint, this);
    }

    void step(int token) {
      values.clear();
      scores.clear();
      weights.clear();
      model.step(token);
    }

    @Override
    public void values(Site site, int layer, double[] observed) {
      values.add(Arrays.stream(observed).boxed().toList());
    }

    @Override
    public void attentionScores(int layer, int head, double[] observed) {
      if (head == 0) {
        scores.add(new ArrayList<>());
        weights.add(new ArrayList<>());
      }
      scores
          .get(layer)
          .add(Arrays.stream(observed).map(score -> score * FloatModel.LOG2_E).boxed().toList());
    }

    @Override
    public void attentionWeights(int layer, int head, double[] observed) {
      weights.get(layer).add(Arrays.stream(observed).boxed().toList());
    }
  }
}
