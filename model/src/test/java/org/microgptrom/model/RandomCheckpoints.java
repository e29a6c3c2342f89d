package org.microgptrom.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Checkpoints nobody trained, the same for the same seed on every machine. */
final class RandomCheckpoints {
  private RandomCheckpoints() {}

  static Checkpoint of(ModelConfig config, long seed) {
    Random random = new Random(seed);
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      float[] values = new float[spec.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() / Math.sqrt(spec.columns()));
      }
      weights.put(spec.name(), values);
    }
    Vocabulary vocabulary =
        Vocabulary.ofSymbols(
            IntStream.range(0, config.bos())
                .map(i -> 'a' + i)
                .mapToObj(Character::toString)
                .toList());
    Provenance.CorpusId corpus =
        new Provenance.CorpusId("random", "00".repeat(32), 60, 1, 6, "11".repeat(32));
    Provenance provenance = new Provenance("microgpt-rom test", "random", seed, 0, corpus);
    return new Checkpoint(config, vocabulary, weights, provenance);
  }
}
