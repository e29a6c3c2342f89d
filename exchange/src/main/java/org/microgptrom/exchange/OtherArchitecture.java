package org.microgptrom.exchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;

/**
 * A file with the tensors of a widespread model that computes something else than microgpt.py: what
 * that is, as far as names and shapes tell. No mapping makes such a file ours.
 */
final class OtherArchitecture {
  private static final String NORM = "(^|\\.)(ln_\\w+|\\w*norm\\w*)\\.";
  private static final String BIAS = "bias$";

  /** The tables that are looked up by token, under the names that are usual for them. */
  private static final Pattern SYMBOLS =
      Pattern.compile("(^|\\.)(wte|embed_tokens|tok_embeddings|embed_in)\\.weight$");

  private final Map<String, List<Integer>> shapes;
  private final List<String> reasons = new ArrayList<>();

  private OtherArchitecture(Map<String, List<Integer>> shapes) {
    this.shapes = shapes;
  }

  /** A kind of model, and the tensor of its first layer by which it is known. */
  private enum Family {
    GPT2("of GPT-2's kind, as nanoGPT's are", "h\\.0\\.attn\\.c_attn\\.weight"),
    LLAMA("of Llama's kind", "layers\\.0\\.(self_attn\\.(q|qkv)_proj|attention\\.wq)\\.weight"),
    NEOX("of GPT-NeoX's kind", "layers\\.0\\.attention\\.query_key_value\\.weight"),
    ENCODER("of torch.nn.TransformerEncoder", "layers\\.0\\.self_attn\\.in_proj_weight");

    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // Pattern is immutable
    private final Pattern tensor;

    Family(String description, String tensor) {
      this.description = description;
      this.tensor = Pattern.compile("(^|\\.)" + tensor + "$");
    }

    private static Optional<Family> of(Map<String, List<Integer>> shapes) {
      for (Family family : values()) {
        if (shapes.keySet().stream().anyMatch(family.tensor.asPredicate())) {
          return Optional.of(family);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Refuses a file of such a model; others, and those that only have other names, pass.
   *
   * @throws InputException with every reason, and a tensor that shows it
   */
  static void refuse(Path path, Map<String, List<Integer>> shapes) {
    Optional<Family> family = Family.of(shapes);
    if (family.isEmpty()) {
      return;
    }
    List<String> reasons = new OtherArchitecture(shapes).reasons();
    if (!reasons.isEmpty()) {
      throw new InputException(
          path,
          "holds a model "
              + family.get().description
              + ", which the circuit can't compute\n  "
              + String.join("\n  ", reasons),
          "train a model that fits: docs/examples/microgpt_torch.py does, and docs/pytorch.md says"
              + " what to change in the code of another");
    }
  }

  private List<String> reasons() {
    boolean hasBias = shapes.keySet().stream().anyMatch(matching(NORM + BIAS));
    reason(
        "LayerNorm",
        matching(hasBias ? NORM + BIAS : "(^|\\.)ln_\\w+\\.weight$"),
        "the circuit has RMSNorm, which neither subtracts a mean nor adds a bias");
    reason(
        "a norm before the last matrix",
        matching("^(?!.*\\.\\d+\\.).*(ln_f|norm_f|final_\\w*norm|(^|\\.)norm)\\.weight$"),
        "the circuit has one right after the embeddings instead");
    reason(
        "biases",
        name -> matching("[._]" + BIAS).test(name) && !matching(NORM).test(name) && isVector(name),
        "the circuit adds none");
    reason(
        "a gated MLP",
        matching("\\.(gate_proj|gate_up_proj|(feed_forward|mlp)\\.w3)\\.weight$"),
        "the circuit computes W2 relu(W1 x)");
    reason(
        "fewer heads of keys than of queries",
        this::hasFewerRows,
        "the circuit has as many of each");
    if (shapes.keySet().stream().noneMatch(matching("(wpe|pos\\w*_emb\\w*|embed_pos\\w*)\\."))) {
      reasons.add("no table of positions: the circuit adds the rows of wpe to those of wte");
    }
    reason(
        "too many symbols",
        name -> SYMBOLS.matcher(name).find() && shape(name).get(0) > Vocabulary.LARGEST + 1,
        String.format(Locale.ROOT, "the circuit has at most %,d and BOS", Vocabulary.LARGEST));
    if (!reasons.isEmpty()) {
      reason(
          "GELU, as the code of such models has it",
          matching("\\.(c_fc|dense_h_to_4h)\\.weight$"),
          "the circuit has ReLU");
    }
    return reasons;
  }

  /** Adds a reason if some tensors show it. */
  private void reason(String theirs, Predicate<String> shows, String ours) {
    List<String> names = shapes.keySet().stream().filter(shows).toList();
    if (!names.isEmpty()) {
      String more = names.size() > 1 ? String.format(" and %d more", names.size() - 1) : "";
      reasons.add(theirs + " (" + names.get(0) + more + "): " + ours);
    }
  }

  private static Predicate<String> matching(String pattern) {
    return Pattern.compile(pattern).asPredicate();
  }

  private List<Integer> shape(String name) {
    return shapes.getOrDefault(name, List.of());
  }

  /** Not a causal mask, which nanoGPT names as a bias. */
  private boolean isVector(String name) {
    return shape(name).size() == 1;
  }

  private boolean hasFewerRows(String keys) {
    String queries = keys.replaceAll("\\bk_proj\\b", "q_proj").replaceAll("\\bwk\\b", "wq");
    return !queries.equals(keys)
        && shapes.containsKey(queries)
        && !shape(queries).equals(shape(keys));
  }
}
