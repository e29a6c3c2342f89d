package org.microgptrom.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.Json;

/**
 * Writes a byte-pair vocabulary as {@code tokenizer.json}, which Hugging Face's {@code tokenizers}
 * reads from version 0.20 on: there the ids of a text are those of {@link Vocabulary#encode}. BOS,
 * which no text holds, is not in it.
 */
public final class TokenizerFile {
  /** The name of the file, beside what else a folder or bundle holds. */
  public static final String NAME = "tokenizer.json";

  private TokenizerFile() {}

  /** Writes the file into a folder if the vocabulary has merges, nothing otherwise. */
  public static void writeInto(Path folder, Vocabulary vocabulary) throws IOException {
    if (vocabulary.hasMerges()) {
      Files.write(folder.resolve(NAME), bytes(vocabulary));
    }
  }

  /**
   * The content of the file.
   *
   * @param vocabulary with merges
   */
  public static byte[] bytes(Vocabulary vocabulary) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    vocabulary.symbols().forEach(symbol -> ids.put(symbol, ids.size()));
    Map<String, @Nullable Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    for (String none :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      model.put(none, null);
    }
    for (String off : List.of("fuse_unk", "byte_fallback", "ignore_merges")) {
      model.put(off, false);
    }
    model.put("vocab", ids);
    model.put("merges", vocabulary.merges());
    Map<String, @Nullable Object> file = new LinkedHashMap<>();
    file.put("version", "1.0");
    file.put("truncation", null);
    file.put("padding", null);
    file.put("added_tokens", List.of());
    file.put("normalizer", null);
    file.put("pre_tokenizer", vocabulary.splitsAtSpaces() ? split() : null);
    file.put("post_processor", null);
    file.put("decoder", Map.of("type", "Fuse"));
    file.put("model", model);
    return Json.pretty(file);
  }

  private static Map<String, Object> split() {
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("type", "Split");
    split.put("pattern", Map.of("String", " "));
    split.put("behavior", "MergedWithNext");
    split.put("invert", false);
    return split;
  }
}
