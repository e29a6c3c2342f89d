package org.microgptrom.simulate.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.FixedMath;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.simulate.stimulus.Expectation;
import org.microgptrom.simulate.stimulus.Sequence;

/** The words of all sites in the order in which a circuit computes those of each site. */
public final class TraceExpectation {
  /** The name of attention's scores, which are no {@link Site}: they never clamp. */
  static final String SCORE = "score";

  private final QuantizedModel model;
  private final ModelConfig config;
  private final Map<Key, List<Vector>> vectors = new HashMap<>();
  private final Map<Integer, long[]> queries = new HashMap<>(); // by layer
  private final Map<Integer, List<long[]>> keys = new HashMap<>(); // by layer, one per position
  private int position;

  private record Key(String site, int layer) {}

  /**
   * A vector that a site computes.
   *
   * @param words of the site, or the scores of all heads, (H, position + 1)
   */
  record Vector(int position, List<Long> words) {}

  /** Runs these sequences one after the other. */
  public TraceExpectation(QuantizedModel model, List<Sequence> sequences) {
    this.model = model;
    this.config = model.config();
    for (Sequence sequence : sequences) {
      keys.clear();
      position = 0;
      Expectation.of(new GoldenSimulator(model, this::observe), sequence);
    }
  }

  /** The name of a site in a trace. */
  public static String name(Site site) {
    return switch (site) {
      case EMBEDDING -> "embedding";
      case NORM -> "norm";
      case RESIDUAL -> "residual";
      case Q -> "q";
      case K -> "k";
      case V -> "v";
      case ATTENTION -> "attention";
      case ATTENTION_PROJECTION -> "projection";
      case HIDDEN -> "hidden";
      case MLP_PROJECTION -> "mlp";
      case LOGITS -> "logits";
    };
  }

  /**
   * The vectors of a site, empty for none. Vectors that belong to no layer are found at layer 0, as
   * in a trace.
   */
  List<Vector> of(String site, int layer) {
    return vectors.getOrDefault(new Key(site, layer), List.of());
  }

  private void observe(Site site, int layer, int[] words) {
    long[] copy = new long[words.length];
    for (int i = 0; i < words.length; i++) {
      copy[i] = words[i];
    }
    switch (site) {
      case Q -> queries.put(layer, copy);
      case K -> keys.computeIfAbsent(layer, l -> new ArrayList<>()).add(copy);
      case ATTENTION -> add(SCORE, layer, scores(layer));
      default -> {}
    }
    add(name(site), layer, copy);
    position += site == Site.LOGITS ? 1 : 0;
  }

  private void add(String site, int layer, long[] words) {
    Key key = new Key(site, Math.max(0, layer));
    vectors
        .computeIfAbsent(key, k -> new ArrayList<>())
        .add(new Vector(position, Arrays.stream(words).boxed().toList()));
  }

  private long[] scores(int layer) {
    int shift = model.formats().layers().get(layer).scoreShift();
    int headDim = config.headDim();
    long[] query = Objects.requireNonNull(queries.get(layer));
    List<long[]> before = Objects.requireNonNull(keys.get(layer));
    long[] scores = new long[config.heads() * (position + 1)];
    for (int i = 0; i < scores.length; i++) {
      int head = i / (position + 1);
      long[] key = before.get(i % (position + 1));
      long sum = 0;
      for (int j = head * headDim; j < (head + 1) * headDim; j++) {
        sum += query[j] * key[j];
      }
      scores[i] = FixedMath.roundShift(sum, shift);
    }
    return scores;
  }
}
