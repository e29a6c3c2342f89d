package org.microgptrom.exchange;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;

/** Checkpoints nobody trained, the same for the same seed on every machine. */
final class TestFiles {
  private TestFiles() {}

  /** microgpt.py's shape on the letters. */
  static Checkpoint checkpoint(long seed) {
    Random random = new Random(seed);
    ModelConfig config = ModelConfig.microgpt(27);
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : config.parameters()) {
      float[] values = new float[spec.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      weights.put(spec.name(), values);
    }
    return new Checkpoint(
        config,
        Vocabulary.letters(),
        weights,
        Provenance.imported("microgpt-rom test", "nothing", "00".repeat(32)));
  }
}
