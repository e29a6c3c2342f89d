package org.microgptrom.exchange;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;

/** The sizes that a file's metadata claim, under the names that are usual for them. */
final class ModelFacts {
  private final String where;
  private final Map<Size, Integer> sizes = new EnumMap<>(Size.class);

  private ModelFacts(String where) {
    this.where = where;
  }

  private enum Size {
    LAYERS("layers", "n_layer", "n_layers", "num_layers", "num_hidden_layers"),
    EMBD("embd", "n_embd", "d_model", "hidden_size"),
    HEADS(CheckpointExporter.HEADS, "n_head", "n_heads", "num_heads", "num_attention_heads"),
    CONTEXT("context", "block_size", "n_ctx", "n_positions", "max_position_embeddings"),
    VOCAB_SIZE("vocab_size");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> names;

    Size(String... names) {
      this.names = List.of(names);
    }

    private static Optional<Size> named(String key) {
      for (Size size : values()) {
        if (size.names.contains(key)) {
          return Optional.of(size);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Takes the sizes from metadata.
   *
   * @throws InputException if a size is no number, or two claim different sizes
   */
  static ModelFacts of(Object where, Map<String, String> metadata) {
    ModelFacts facts = new ModelFacts(where.toString());
    metadata.forEach(
        (key, value) -> Size.named(key).ifPresent(size -> facts.put(size, key, value)));
    return facts;
  }

  /** Whether two values of one key would be a contradiction. */
  static boolean isKnown(String key) {
    return Size.named(key).isPresent();
  }

  private void put(Size size, String key, String value) {
    if (!value.matches("[0-9]{1,9}")) {
      throw new InputException(
          where, "metadata " + key + " must be a whole number, not " + value, "");
    }
    Integer before = sizes.put(size, Integer.valueOf(value));
    if (before != null && !before.equals(sizes.get(size))) {
      throw new InputException(
          where, "metadata claim " + key + " " + value + ", and " + before + " elsewhere", "");
    }
  }

  /** The number of heads H, where the metadata claim one. */
  OptionalInt heads() {
    Integer heads = sizes.get(Size.HEADS);
    return heads == null ? OptionalInt.empty() : OptionalInt.of(heads);
  }

  /**
   * Requires that the sizes are those of the tensors and options.
   *
   * @throws InputException naming the first size that is not
   */
  void requireAgreement(ModelConfig config) {
    sizes.forEach(
        (size, claimed) -> {
          int actual =
              switch (size) {
                case LAYERS -> config.layers();
                case EMBD -> config.embd();
                case HEADS -> config.heads();
                case CONTEXT -> config.context();
                case VOCAB_SIZE -> config.vocabSize();
              };
          if (actual != claimed) {
            throw new InputException(
                where,
                "metadata claim "
                    + String.join(" or ", size.names.subList(0, Math.min(2, size.names.size())))
                    + " "
                    + claimed
                    + ", "
                    + (size == Size.HEADS ? "--heads says " : "the tensors have ")
                    + actual,
                size == Size.HEADS
                    ? "leave --heads out"
                    : "a tensor is missing or cut, or the" + " mapping takes another one");
          }
        });
  }
}
