package org.microgptrom.train.state;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.Digests;
import org.microgptrom.train.recipe.CodeTraining;
import org.microgptrom.train.recipe.GivenWeights;
import org.microgptrom.train.recipe.TrainingOptions;

/**
 * The facts that must be the same when a training is resumed. The learning rate may change, so that
 * a training that has diverged can go on.
 *
 * @param documentsSha256 digest of all token ids, training before validation
 * @param weightBits the widths that codes are fitted to, as options name them; empty without
 * @param codeSteps number of these steps
 * @param init digest of the weights that the training began with; empty if they were drawn
 */
public record TrainingIdentity(
    String recipe,
    String engine,
    ModelConfig config,
    long seed,
    int steps,
    int batch,
    String documentsSha256,
    String weightBits,
    int codeSteps,
    String init) {

  public static TrainingIdentity of(
      ModelConfig config, List<int[]> training, List<int[]> validation, TrainingOptions options) {
    MessageDigest digest = Digests.sha256();
    for (List<int[]> part : List.of(training, validation)) {
      digest.update(ByteBuffer.allocate(4).putInt(0, part.size()));
      for (int[] sequence : part) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * sequence.length + 4).putInt(sequence.length);
        bytes.asIntBuffer().put(sequence);
        digest.update(bytes.rewind());
      }
    }
    return new TrainingIdentity(
        options.recipe().toString(),
        options.engine().toString(),
        config,
        options.seed(),
        options.steps(),
        options.batch(),
        Digests.hex(digest),
        options.codes().map(codes -> codes.bits().text()).orElse(""),
        options.codes().map(CodeTraining::steps).orElse(0),
        options.init().map(GivenWeights::sha256).orElse(""));
  }

  /** The differences in the words of the options; empty if there are none. */
  String differences(TrainingIdentity other) {
    Map<String, Object> mine = fields();
    Map<String, Object> others = other.fields();
    StringBuilder text = new StringBuilder();
    mine.forEach(
        (name, value) -> {
          if (!value.equals(others.get(name))) {
            text.append(text.isEmpty() ? "" : ", ")
                .append(name + " was " + value + " and is " + others.get(name));
          }
        });
    return text.toString();
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("recipe", recipe);
    fields.put("engine", engine);
    fields.put("layers", config.layers());
    fields.put("embd", config.embd());
    fields.put("heads", config.heads());
    fields.put("context", config.context());
    fields.put("hidden", config.hidden());
    fields.put("the number of symbols", config.vocabSize());
    fields.put("seed", seed);
    fields.put("steps", steps);
    fields.put("batch", batch);
    fields.put("the corpus", documentsSha256.substring(0, 16));
    fields.put("the weight bits", weightBits.isEmpty() ? "none" : weightBits);
    fields.put("code steps", codeSteps);
    fields.put("the initial weights", init.isEmpty() ? "drawn" : init.substring(0, 16));
    return fields;
  }
}
