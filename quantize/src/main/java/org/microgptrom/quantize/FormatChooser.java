package org.microgptrom.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.io.InputException;

/** Chooses every format by the section Formats of {@code docs/arithmetic.md}. */
final class FormatChooser {
  /** The room above the calibrated maximum, for inputs that calibration has not seen. */
  private static final double SAFETY_FACTOR = 1.25;

  private final ModelConfig config;
  private final WeightFormats weights;
  private final ActivationRanges ranges;

  FormatChooser(ModelConfig config, WeightFormats weights, ActivationRanges ranges) {
    this.config = config;
    this.weights = weights;
    this.ranges = ranges;
  }

  /**
   * The formats of all tensors and sites; those of the tensors are given.
   *
   * @throws InputException naming a site whose values do not fit 16 bits
   */
  Formats choose() {
    List<Formats.Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(
          new Formats.Layer(
              activation(Site.Q, layer),
              activation(Site.K, layer),
              activation(Site.V, layer),
              activation(Site.HIDDEN, layer)));
    }
    return new Formats(
        Objects.requireNonNull(weights.words().get(ParameterSpec.WTE)),
        residual(),
        finest("norm", Math.sqrt(config.embd()), QFormat.MAX_WORD),
        activation(Site.LOGITS, Site.NO_LAYER),
        layers,
        weights.words(),
        weights.codes());
  }

  /**
   * The one format that holds the residual stream in all layers and the projections that are added
   * to it.
   */
  private QFormat residual() {
    double largest = ranges.at(Site.RESIDUAL, Site.NO_LAYER);
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Site site : List.of(Site.RESIDUAL, Site.ATTENTION_PROJECTION, Site.MLP_PROJECTION)) {
        largest = Math.max(largest, ranges.at(site, layer));
      }
    }
    return finest("residual stream", SAFETY_FACTOR * largest, QFormat.MAX_WORD);
  }

  private QFormat activation(Site site, int layer) {
    return finest(
        "site " + site.in(layer), SAFETY_FACTOR * ranges.at(site, layer), QFormat.MAX_WORD);
  }

  /**
   * The finest format that holds a magnitude.
   *
   * @throws InputException naming {@code where} if none does
   */
  static QFormat finest(String where, double bound, int maxWord) {
    try {
      return QFormat.finest(bound, maxWord);
    } catch (IllegalArgumentException e) {
      throw InputException.of(where, e, "train with a smaller learning rate or with weight decay");
    }
  }
}
