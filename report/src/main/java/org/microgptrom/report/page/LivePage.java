package org.microgptrom.report.page;

import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.Figures;
import org.microgptrom.report.live.LiveModel;

/**
 * The values that the template of a model's own page shows.
 *
 * @param live the model
 */
public record LivePage(LiveModel live) {
  /** The shape in words. */
  public String subtitle() {
    return shape(live.config());
  }

  static String shape(ModelConfig config) {
    return Figures.count(config.parameterCount())
        + " parameters in 16-bit fixed point: layers "
        + config.layers()
        + ", width "
        + config.embd()
        + ", heads "
        + config.heads()
        + ", context "
        + config.context()
        + ", hidden "
        + config.hidden()
        + ", "
        + config.vocabSize()
        + " symbols";
  }
}
