package org.microgptrom.bundle.testing;

import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;

/** The values of a precomputed first layer, placed by docs/formats.md alone. */
final class TestFirstLayer {
  private TestFirstLayer() {}

  /** Of each token at each position the groups of q, k, x and v, one after the other. */
  static short[] values(QuantizedModel model, int columns) {
    ModelConfig config = model.config();
    int embd = config.embd();
    short[] values = new short[4 * embd * config.vocabSize() * config.context()];
    for (int token = 0; token < config.vocabSize(); token++) {
      int row = 4 * embd * config.context() * token;
      int[] at = new int[1];
      GoldenSimulator simulator =
          new GoldenSimulator(
              model,
              (site, layer, words) -> {
                int place =
                    layer > 0 ? -1 : List.of(Site.Q, Site.K, Site.RESIDUAL, Site.V).indexOf(site);
                if (place >= 0 && (site != Site.RESIDUAL || layer == Site.NO_LAYER)) {
                  for (int i = 0; i < embd; i++) {
                    int group = 4 * (i - i % columns) + place * columns;
                    values[at[0] + group + i % columns] = (short) words[i];
                  }
                }
              });
      for (int position = 0; position < config.context(); position++) {
        at[0] = row + 4 * embd * position;
        simulator.step(token);
      }
    }
    return values;
  }
}
