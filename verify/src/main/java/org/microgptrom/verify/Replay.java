package org.microgptrom.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.finding.Step;
import org.microgptrom.bundle.finding.StepDifference;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.rom.Vectors;

/**
 * Computes one file of vectors again, line by line, with one model, and remembers the first
 * difference.
 */
final class Replay {
  static final String LOGIT = "logit";
  static final String TOKEN = "token";
  static final String STATE = "generator state";
  static final String SATURATIONS = "saturations";
  private static final String LENGTH = "length";

  private final String path;
  private final String layout;
  private final QuantizedModel model;
  private final Map<String, Long> compared = new HashMap<>();
  private long line;
  private long sequences;
  private long mismatches;
  private @Nullable Difference first;

  Replay(String path, String layout, QuantizedModel model) {
    this.path = path;
    this.layout = layout;
    this.model = model;
  }

  /** The ROM layout that the model was rebuilt from. */
  String layout() {
    return layout;
  }

  /** Sets the number of the line that the next vector stands on. */
  Replay atLine(long number) {
    line = number;
    return this;
  }

  /** Compares the logits after each token of a given sequence, and the clamps. */
  void teacherForced(Vectors.TeacherForced vector) {
    ModelConfig config = model.config();
    List<Integer> tokens = vector.tokens();
    boolean fits = !tokens.isEmpty() && tokens.size() <= config.context();
    if (!fits || tokens.stream().anyMatch(t -> t < 0 || t >= config.vocabSize())) {
      malformedLine("1.." + config.context() + " tokens in 0.." + config.bos() + " expected");
      return;
    }
    if (vector.logits().size() != tokens.size()
        || vector.logits().stream().anyMatch(row -> row.size() != config.vocabSize())) {
      malformedLine(config.vocabSize() + " logits after each token expected");
      return;
    }
    GoldenSimulator simulator = new GoldenSimulator(model);
    for (int position = 0; position < tokens.size(); position++) {
      int[] logits = simulator.step(tokens.get(position));
      for (int v = 0; v < logits.length; v++) {
        compare(LOGIT, 0, position, v, logits[v], vector.logits().get(position).get(v));
      }
    }
    sequences++;
    compare(SATURATIONS, 0, tokens.size() - 1, null, clamps(simulator), vector.saturations());
  }

  /** Compares sequences drawn with one generator, up to the first that differs, and the clamps. */
  void sampled(Vectors.Sampled vector) {
    if (vector.scale() < 0 || vector.scale() > 0xFFFF || vector.sequences().isEmpty()) {
      malformedLine("a scale in 0..65535 and at least one sequence expected");
      return;
    }
    if (vector.seed() < 1 || vector.seed() > 0xFFFF_FFFFL) {
      malformedLine("a seed in 1..4294967295 expected, not " + vector.seed());
      return;
    }
    GoldenSimulator simulator = new GoldenSimulator(model);
    Sampler sampler = new Sampler(model, vector.scale(), (int) vector.seed());
    long before = mismatches;
    for (int sequence = 0; sequence < vector.sequences().size(); sequence++) {
      sequences++;
      compare(sequence, Generation.generate(simulator, sampler), vector.sequences().get(sequence));
      if (mismatches > before) {
        return; // what follows starts from another state
      }
    }
    int last = vector.sequences().size() - 1;
    compare(SATURATIONS, last, 0, null, clamps(simulator), vector.saturations());
  }

  private void compare(int sequence, Generation expected, Generation actual) {
    int length = expected.tokens().size();
    for (int position = 0; position < length; position++) {
      if (position < actual.tokens().size()) {
        long token = expected.tokens().get(position);
        compare(TOKEN, sequence, position, null, token, actual.tokens().get(position));
      }
      if (position < actual.states().size()) {
        long state = expected.states().get(position);
        compare(STATE, sequence, position, null, state, actual.states().get(position));
      }
    }
    compare(LENGTH, sequence, length, null, length, actual.tokens().size());
    compare(LENGTH, sequence, length, null, length, actual.states().size());
  }

  private void compare(
      String quantity,
      int sequence,
      int position,
      @Nullable Integer token,
      long expected,
      long actual) {
    compared.merge(quantity, 1L, Long::sum);
    if (expected != actual) {
      Step step = new Step(layout, quantity, sequence, position, token);
      add(StepDifference.of(path, line, step, expected, actual));
    }
  }

  private void malformedLine(String expected) {
    malformed(path + ":" + line + ": " + expected);
  }

  /** Reports that the line can't be computed again, for the reason that {@code message} gives. */
  void malformed(String message) {
    add(FileFault.inLine(path, line, message));
  }

  private void add(Difference difference) {
    mismatches++;
    first = first == null ? difference : first;
  }

  private static long clamps(GoldenSimulator simulator) {
    return simulator.saturations().total();
  }

  /** The number of sequences that were run. */
  long sequences() {
    return sequences;
  }

  /** The number of values of a quantity that were compared. */
  long compared(String quantity) {
    return compared.getOrDefault(quantity, 0L);
  }

  /** The check with the outcome so far. */
  Check check(String name) {
    long numbers = compared.values().stream().mapToLong(Long::longValue).sum();
    return Check.of(VectorChecks.SUITE, name, numbers, mismatches, first);
  }
}
