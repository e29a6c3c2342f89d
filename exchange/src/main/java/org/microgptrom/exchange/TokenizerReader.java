package org.microgptrom.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Merge;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * Reads the {@code tokenizer.json} of Hugging Face's {@code tokenizers}, if it is of the one kind
 * whose ids {@link Vocabulary} computes exactly: byte pairs of code points, on whole texts or on
 * texts cut before each space, and no more than {@link Vocabulary#LARGEST} symbols. Everything else
 * is refused with its name.
 */
public final class TokenizerReader {
  private static final String METASPACE = "\u2581";
  private static final String ADVICE =
      "docs/subwords.md says what can be represented; --tokens N learns a vocabulary from the corpus";

  private final Path path;

  private TokenizerReader(Path path) {
    this.path = path;
  }

  /**
   * Reads a file.
   *
   * @throws InputException if it is no such file, or of another kind
   */
  public static Vocabulary read(Path path) {
    return new TokenizerReader(path).read();
  }

  private Vocabulary read() {
    JsonNode file = Json.read(path, JsonNode.class);
    JsonNode model = file.path("model");
    if (!model.isObject()) {
      throw refused("has no object \"model\", as a tokenizer.json has");
    }
    String type = model.path("type").asText(model.has("merges") ? "BPE" : "unknown");
    if (!type.equals("BPE")) {
      throw refused("its model is " + type + ", BPE expected");
    }
    for (String none : List.of("normalizer", "post_processor", "truncation", "padding")) {
      requireNone(file, none);
    }
    if (!file.path("added_tokens").isEmpty()) {
      throw refused(
          "it has added tokens, such as "
              + file.path("added_tokens").path(0).path("content")
              + ", which no text can be without");
    }
    for (String none :
        List.of(
            "unk_token",
            "continuing_subword_prefix",
            "end_of_word_suffix",
            "dropout",
            "byte_fallback",
            "ignore_merges")) {
      requireNone(model, none);
    }
    JsonNode cut = file.path("pre_tokenizer");
    boolean isMetaspace = cut.path("type").asText("").equals("Metaspace");
    boolean splits = isMetaspace ? metaspace(cut) : split(cut);
    List<String> symbols = symbols(model.path("vocab"), isMetaspace);
    List<Merge> merges = merges(model.path("merges"), isMetaspace);
    try {
      return Vocabulary.ofMerges(symbols, merges, splits);
    } catch (IllegalArgumentException e) {
      throw InputException.of(path, e, ADVICE);
    }
  }

  /** Whether texts are cut before each space. */
  private boolean split(JsonNode cut) {
    if (isNone(cut)) {
      return false;
    }
    String type = cut.path("type").asText("unknown");
    boolean isOurs =
        type.equals("Split")
            && cut.path("pattern").path("String").asText("").equals(" ")
            && cut.path("behavior").asText("").equals("MergedWithNext")
            && !cut.path("invert").asBoolean();
    if (!isOurs) {
      throw refused(
          "its pre-tokenizer is "
              + (type.equals("Split") ? Json.line(cut) : type)
              + ", none expected, or a split at \" \" that is MergedWithNext, or a Metaspace that"
              + " puts nothing before the text");
    }
    return true;
  }

  /** Whether texts are cut before each space by a pre-tokenizer that writes it as U+2581. */
  private boolean metaspace(JsonNode cut) {
    if (!cut.path("replacement").asText("").equals(METASPACE)
        || !cut.path("prepend_scheme").asText("").equals("never")) {
      throw refused(
          "its pre-tokenizer is a Metaspace that puts a space before the text, or writes it in"
              + " another way than U+2581");
    }
    return cut.path("split").asBoolean(true);
  }

  private List<String> symbols(JsonNode vocab, boolean isMetaspace) {
    if (!vocab.isObject() || vocab.isEmpty() || vocab.size() > Vocabulary.LARGEST) {
      throw refused(
          "its vocabulary has "
              + vocab.size()
              + " symbols, an object of 1.."
              + Vocabulary.LARGEST
              + " expected");
    }
    @Nullable String[] symbols = new String[vocab.size()];
    for (Map.Entry<String, JsonNode> symbol : vocab.properties()) {
      int id = symbol.getValue().isInt() ? symbol.getValue().intValue() : -1;
      if (id < 0 || id >= symbols.length || symbols[id] != null) {
        throw refused(
            "the id of \""
                + symbol.getKey()
                + "\" is "
                + symbol.getValue()
                + ", ids 0.."
                + (symbols.length - 1)
                + " expected, each once");
      }
      symbols[id] = text(symbol.getKey(), isMetaspace);
    }
    return Arrays.stream(symbols).map(String::valueOf).toList();
  }

  private List<Merge> merges(JsonNode rules, boolean isMetaspace) {
    List<Merge> merges = new ArrayList<>();
    for (JsonNode rule : rules) {
      String[] pair =
          rule.isArray()
              ? new String[] {rule.path(0).asText(""), rule.path(1).asText("")}
              : rule.asText("").split(" ", -1); // before version 0.20
      if (pair.length != 2 || (rule.isArray() && rule.size() != 2)) {
        throw refused("merge " + merges.size() + ", " + rule + ", is not of two symbols");
      }
      merges.add(new Merge(text(pair[0], isMetaspace), text(pair[1], isMetaspace)));
    }
    return merges;
  }

  private static String text(String symbol, boolean isMetaspace) {
    return isMetaspace ? symbol.replace(METASPACE, " ") : symbol;
  }

  private void requireNone(JsonNode of, String name) {
    JsonNode value = of.path(name);
    if (!isNone(value)) {
      String what = value.isObject() ? value.path("type").asText("given") : value.toString();
      throw refused(name + " is " + what + ", none expected");
    }
  }

  private static boolean isNone(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isBoolean() && !value.booleanValue())
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isNumber() && value.doubleValue() == 0);
  }

  private InputException refused(String why) {
    return new InputException(path, why, ADVICE);
  }
}
