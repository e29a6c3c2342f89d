package org.microgptrom.model.walk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Site;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.Temperature;

/**
 * One token's way through the circuit. The tokens before it take part through their keys and
 * values.
 *
 * @param tokens BOS and the text's symbols, the inputs at positions 0, 1, ...
 * @param position of the token that is walked
 * @param lanes P of the ROM's layout
 * @param steps the sites in the order of computation, 4 + 11 * layers in number
 * @param next all symbols, the most probable first and, of equal ones, the lowest id first; greedy
 *     sampling takes the first
 */
public record TokenWalk(
    List<Token> tokens, int position, int lanes, List<WalkStep> steps, List<Candidate> next) {
  /** Copies the lists. */
  public TokenWalk {
    tokens = List.copyOf(tokens);
    steps = List.copyOf(steps);
    next = List.copyOf(next);
  }

  /** Walks the last token of a text, or BOS if the text is empty. */
  public static TokenWalk of(
      QuantizedModel model, Optional<Checkpoint> checkpoint, RomPlaces places, String text) {
    return of(model, checkpoint, places, text, model.vocabulary().encode(text).length);
  }

  /**
   * Walks the token at one position of a text.
   *
   * @param checkpoint that the model was quantized from; empty for no figures in floating point
   * @param text without BOS, which precedes it; may be empty
   * @param position 0 is BOS, 1 the first symbol
   * @throws IllegalArgumentException if the text has unknown symbols or is longer than the context,
   *     the position is not in it, or the checkpoint is of another shape
   */
  public static TokenWalk of(
      QuantizedModel model,
      Optional<Checkpoint> checkpoint,
      RomPlaces places,
      String text,
      int position) {
    List<Token> tokens = Token.of(model.vocabulary(), model.config(), text);
    if (position < 0 || position >= tokens.size()) {
      throw new IllegalArgumentException(
          "position must be in 0.." + (tokens.size() - 1) + ", not " + position);
    }
    Recorder recorder = new Recorder(model, checkpoint);
    for (Token token : tokens.subList(0, position + 1)) {
      recorder.step(token.id());
    }
    List<WalkStep> steps = new ArrayList<>();
    Site before = Site.EMBEDDING; // the first, before which there is none
    for (Observed observed : recorder.sites()) {
      Formula formula = Formula.of(observed.site(), observed.layer(), before);
      List<RomRead> reads =
          observed.site() == Site.EMBEDDING
              ? embedding(model, places, tokens.get(position).id(), position)
              : matrix(model, places, formula.matrix());
      List<AttentionRow> attention =
          observed.site() == Site.ATTENTION ? recorder.attention(observed.layer()) : List.of();
      steps.add(step(model, observed, formula, reads, attention));
      before = observed.site();
    }
    return new TokenWalk(
        tokens,
        position,
        places.map().lanes(),
        steps,
        candidates(model, steps.get(steps.size() - 1)));
  }

  private static WalkStep step(
      QuantizedModel model,
      Observed observed,
      Formula formula,
      List<RomRead> reads,
      List<AttentionRow> attention) {
    QFormat format = model.formats().site(observed.site(), observed.layer());
    return new WalkStep(
        observed.site(),
        observed.layer(),
        formula.text(),
        format,
        reads,
        attention,
        observed.words(),
        observed.words().stream().map(format::real).toList(),
        observed.floats(),
        observed.clamped());
  }

  private static List<RomRead> embedding(
      QuantizedModel model, RomPlaces places, int token, int position) {
    return List.of(
        row(model, places, ParameterSpec.WTE, token),
        row(model, places, ParameterSpec.WPE, position));
  }

  private static RomRead row(QuantizedModel model, RomPlaces places, String tensor, int row) {
    int embd = model.config().embd();
    short[] all = model.weights(tensor);
    Coder coder = model.coder(tensor);
    List<Integer> words =
        IntStream.range(row * embd, (row + 1) * embd).mapToObj(i -> (int) all[i]).toList();
    List<Integer> codes =
        coder.isWord() ? List.of() : words.stream().map(w -> coder.code(w.shortValue())).toList();
    return places.read(tensor, row, 1, words, codes);
  }

  private static List<RomRead> matrix(QuantizedModel model, RomPlaces places, String tensor) {
    return model.config().parameters().stream()
        .filter(spec -> spec.name().equals(tensor))
        .map(spec -> places.read(tensor, 0, spec.rows(), List.of(), List.of()))
        .toList();
  }

  private static List<Candidate> candidates(QuantizedModel model, WalkStep logits) {
    int[] words = logits.words().stream().mapToInt(Integer::intValue).toArray();
    int[] weights = new Sampler(model, Temperature.scale(1), 1).weights(words);
    double sum = IntStream.of(weights).asLongStream().sum();
    List<Double> floatLogits = logits.floats();
    double[] floatShares = null;
    if (floatLogits != null) {
      floatShares = floatLogits.stream().mapToDouble(Double::doubleValue).toArray();
      FloatModel.softmax(floatShares);
    }
    List<Candidate> candidates = new ArrayList<>();
    for (int v = 0; v < words.length; v++) {
      candidates.add(
          new Candidate(
              Token.of(model.vocabulary(), v),
              words[v],
              logits.reals().get(v),
              weights[v],
              weights[v] / sum,
              floatLogits == null ? null : floatLogits.get(v),
              floatShares == null ? null : floatShares[v]));
    }
    candidates.sort(
        Comparator.comparingInt(Candidate::logit).reversed()); // stable: lowest id first
    return candidates;
  }
}
