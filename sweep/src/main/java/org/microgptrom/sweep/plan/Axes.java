package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Variant;

/**
 * The values that are tried of each option, each once; in YAML a list or a single value.
 *
 * @param layers L
 * @param embd D
 * @param heads H
 * @param hidden F; empty for 4 D
 * @param context T; empty for the default
 * @param tokens of the vocabulary, V; empty for the characters
 * @param weightBits of weights in ROM
 * @param lanes numbers of multipliers; empty for the device's best number, or 16
 * @param streams numbers of sequences that the circuit interleaves on its one unit; empty for 1
 * @param seed of weights and batches; the split is the same for all
 * @param steps without codes; empty for the default
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Axes(
    List<Integer> layers,
    List<Integer> embd,
    List<Integer> heads,
    List<Integer> hidden,
    List<Integer> context,
    List<Tokens> tokens,
    List<Width> weightBits,
    List<Integer> lanes,
    List<Integer> streams,
    List<Long> seed,
    List<Integer> steps) {
  /** The axes of a plan that has none. */
  static final Axes ABSENT =
      new Axes(null, null, null, null, null, null, null, null, null, null, null);

  /** The most points of a grid. */
  private static final int MOST_POINTS = 100_000;

  /** Those with codes, which are twice as many, stay in the range of a training. */
  private static final int MOST_STEPS = 5_000_000;

  /** The context of a training by default. */
  public static final int USUAL_CONTEXT = 16;

  private static final int MOST_LAYERS = 64;
  private static final int MOST_EMBD = 8192;
  private static final int MOST_HIDDEN = 32_768;
  private static final long DEFAULT_SEED = 42;

  /** Checks every value; what is null takes its default. */
  public Axes(
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Integer> layers,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Integer> embd,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Integer> heads,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Integer> hidden,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Integer> context,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Tokens> tokens,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Width> weightBits,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Integer> lanes,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Integer> streams,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Long> seed,
      @JsonFormat(with = Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<Integer> steps) {
    this.layers = axis("layers", layers, List.of(1), 1, MOST_LAYERS);
    this.embd = axis("embd", embd, List.of(16), 1, MOST_EMBD);
    this.heads = axis("heads", heads, List.of(4), 1, MOST_EMBD);
    this.hidden = axis("hidden", hidden, List.of(), 1, MOST_HIDDEN);
    this.context = axis("context", context, List.of(), 1, ModelConfig.LONGEST_CONTEXT);
    this.tokens = distinct("tokens", tokens, List.of());
    this.weightBits = distinct("weight_bits", weightBits, List.of(new Width("16")));
    this.lanes = axis("lanes", lanes, List.of(), 1, 256);
    this.streams = distinct("streams", streams, List.of());
    this.seed = distinct("seed", seed, List.of(DEFAULT_SEED));
    this.steps = axis("steps", steps, List.of(), 1, MOST_STEPS);
    this.lanes.forEach(MemoryMap::requireLanes);
    this.streams.forEach(Variant::ofStreams);
    ModelConfig deepest = new ModelConfig(Collections.max(this.layers), 4, 1, 1, 1, 2);
    this.weightBits.forEach(width -> WeightBits.parse(width.text(), deepest.parameterNames()));
    if (size() > MOST_POINTS) {
      throw new IllegalArgumentException(
          "the grid has " + size() + " points, at most " + MOST_POINTS + " expected");
    }
  }

  private static List<Integer> axis(
      String name,
      @Nullable List<Integer> values,
      List<Integer> defaults,
      int lowest,
      int highest) {
    List<Integer> axis = distinct(name, values, defaults);
    for (int value : axis) {
      if (value < lowest || value > highest) {
        throw new IllegalArgumentException(
            name + " must be in " + lowest + ".." + highest + ", not " + value);
      }
    }
    return axis;
  }

  private static <T> List<T> distinct(String name, @Nullable List<T> values, List<T> defaults) {
    if (values == null) {
      return defaults;
    }
    if (values.isEmpty()) {
      throw new IllegalArgumentException(name + " has no values: give one, or leave the axis out");
    }
    HashSet<T> seen = new HashSet<>();
    for (T value : values) {
      if (!seen.add(value)) {
        throw new IllegalArgumentException(name + " has a value twice: " + value);
      }
    }
    return List.copyOf(values);
  }

  /** The number of points. */
  public long size() {
    long size = 1;
    for (List<?> axis :
        List.of(
            layers,
            embd,
            heads,
            hidden,
            context,
            tokens,
            weightBits,
            lanes,
            streams,
            seed,
            steps)) {
      size = Math.min(Integer.MAX_VALUE, size * Math.max(1, axis.size()));
    }
    return size;
  }

  /** The contexts that are tried, in tokens. */
  public List<Integer> contexts() {
    return context.isEmpty() ? List.of(USUAL_CONTEXT) : context;
  }

  /** All points, the values of the last axes changing first. */
  public List<Point> points() {
    return IntStream.range(0, (int) size()).mapToObj(this::point).toList();
  }

  private Point point(int index) {
    Digits digits = new Digits(index); // the last axis has the lowest
    Integer n = digits.next(steps);
    long s = Objects.requireNonNull(digits.next(seed));
    Integer q = digits.next(streams);
    Integer p = digits.next(lanes);
    Width bits = Objects.requireNonNull(digits.next(weightBits));
    Tokens v = digits.next(tokens);
    Integer t = digits.next(context);
    Integer f = digits.next(hidden);
    int h = Objects.requireNonNull(digits.next(heads));
    int d = Objects.requireNonNull(digits.next(embd));
    int l = Objects.requireNonNull(digits.next(layers));
    return new Point(l, d, h, f, t, v == null ? null : v.count(), bits.text(), p, q, s, n);
  }

  /** A number as digits, each of which chooses a value of one axis. */
  private static final class Digits {
    private int rest;

    Digits(int number) {
      rest = number;
    }

    /** The value that the next digit chooses, null of an axis without values. */
    <T> @Nullable T next(List<T> axis) {
      if (axis.isEmpty()) {
        return null;
      }
      T value = axis.get(rest % axis.size());
      rest /= axis.size();
      return value;
    }
  }
}
