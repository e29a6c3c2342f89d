package org.microgptrom.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Site;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.fixed.QFormat;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;

/**
 * The differences of two models in fixed point, A and B.
 *
 * @param facts of shape, symbols, origin and formats that differ
 * @param words tensors with other words; none for models of different shapes, which have no common
 *     addresses
 */
public record ModelDifference(List<Fact> facts, List<Words> words) {
  /** Copies the lists. */
  public ModelDifference {
    facts = List.copyOf(facts);
    words = List.copyOf(words);
  }

  /** A fact that differs; {@code -} where one of the two models has no fact of this name. */
  public record Fact(String fact, String a, String b) {}

  /**
   * A tensor with other words.
   *
   * @param changed number of words that differ
   * @param of number of words in the tensor
   * @param firstAddress the address of the first word that differs, in the image of layout tensor
   * @param largestChange the largest change of a real value
   */
  public record Words(
      String tensor,
      int changed,
      int of,
      int firstAddress,
      int row,
      int column,
      double largestChange) {}

  /** Compares two models and their lineages. */
  public static ModelDifference of(
      QuantizedModel a, Quantized.Lineage pastOfA, QuantizedModel b, Quantized.Lineage pastOfB) {
    return new ModelDifference(
        compare(facts(a, pastOfA), facts(b, pastOfB)),
        a.config().equals(b.config()) ? words(a, b) : List.of());
  }

  /** Whether the two models are the same. */
  public boolean isNone() {
    return facts.isEmpty() && words.isEmpty();
  }

  /** The facts that differ, in the order of A's and then of those that only B has. */
  public static List<Fact> compare(Map<String, String> a, Map<String, String> b) {
    List<Fact> facts = new ArrayList<>();
    Map<String, String> all = new LinkedHashMap<>(a);
    b.forEach(all::putIfAbsent);
    for (String fact : all.keySet()) {
      String left = a.getOrDefault(fact, "-");
      String right = b.getOrDefault(fact, "-");
      if (!left.equals(right)) {
        facts.add(new Fact(fact, left, right));
      }
    }
    return facts;
  }

  private static Map<String, String> facts(QuantizedModel model, Quantized.Lineage past) {
    Map<String, String> facts = new LinkedHashMap<>();
    ModelConfig config = model.config();
    facts.put("layers", Integer.toString(config.layers()));
    facts.put("embd", Integer.toString(config.embd()));
    facts.put("heads", Integer.toString(config.heads()));
    facts.put("context", Integer.toString(config.context()));
    facts.put("hidden", Integer.toString(config.hidden()));
    facts.put("symbols", VisibleText.of(String.join("", model.vocabulary().symbols())));
    if (model.vocabulary().hasMerges()) {
      facts.put("merges", VisibleText.of(Json.line(model.vocabulary().merges())));
    }
    Provenance training = past.training();
    facts.put("corpus SHA-256", training.corpus().sha256());
    if (!training.corpus().labels().isEmpty()) {
      facts.put("labels", VisibleText.of(training.corpus().labelsText()));
    }
    facts.put("recipe", training.recipe());
    facts.put("seed", Long.toString(training.seed()));
    facts.put("steps", Integer.toString(training.steps()));
    facts.put("checkpoint SHA-256", past.checkpointSha256());
    facts.put("format of norm", model.formats().norm().toString());
    for (Site site : List.of(Site.EMBEDDING, Site.RESIDUAL, Site.LOGITS)) {
      facts.put(
          "format of " + site.in(Site.NO_LAYER),
          model.formats().site(site, Site.NO_LAYER).toString());
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      for (Site site : List.of(Site.Q, Site.K, Site.V, Site.HIDDEN)) {
        facts.put("format of " + site.in(layer), model.formats().site(site, layer).toString());
      }
    }
    model.formats().weights().forEach((name, f) -> facts.put("format of " + name, f.toString()));
    model
        .formats()
        .codes()
        .tensors()
        .forEach((name, code) -> facts.put("codes of " + name, inWords(code)));
    model.codebooks().forEach((name, values) -> facts.put(name, values.toString()));
    return facts;
  }

  private static String inWords(Code code) {
    return code.bits()
        + " bits"
        + (code.isLinear() ? "" : ", " + code.codebook())
        + (code.shift() == 0 ? "" : ", shifted by " + code.shift());
  }

  /**
   * One row per tensor with another word; the address is counted in the tensor's image of layout
   * tensor.
   */
  private static List<Words> words(QuantizedModel a, QuantizedModel b) {
    List<Words> rows = new ArrayList<>();
    for (ParameterSpec spec : a.config().parameters()) {
      short[] left = a.weights(spec.name());
      short[] right = b.weights(spec.name());
      QFormat leftFormat = a.formats().weight(spec.name());
      QFormat rightFormat = b.formats().weight(spec.name());
      int changed = 0;
      int firstAt = -1;
      double largest = 0;
      for (int i = 0; i < left.length; i++) {
        if (left[i] != right[i]) {
          changed++;
          firstAt = firstAt < 0 ? i : firstAt;
        }
        double change = Math.abs(leftFormat.real(left[i]) - rightFormat.real(right[i]));
        largest = Math.max(largest, change);
      }
      if (changed > 0) {
        rows.add(
            new Words(
                spec.name(),
                changed,
                left.length,
                firstAt,
                firstAt / spec.columns(),
                firstAt % spec.columns(),
                largest));
      }
    }
    return rows;
  }
}
