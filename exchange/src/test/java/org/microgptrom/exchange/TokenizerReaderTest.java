package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Merge;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;

class TokenizerReaderTest {
  private static final Vocabulary VOCABULARY =
      Vocabulary.ofMerges(
          List.of(" ", "b", "a", "ab", " a"),
          List.of(new Merge("a", "b"), new Merge(" ", "a")),
          true);

  @TempDir Path folder;

  @Test
  void readsWhatIsWritten() {
    assertEquals(VOCABULARY, read(written()));
    Vocabulary whole = Vocabulary.ofMerges(VOCABULARY.symbols(), VOCABULARY.merges(), false);
    assertEquals(whole, read(new String(TokenizerFile.bytes(whole), StandardCharsets.UTF_8)));
  }

  @Test
  void readsOlderAndOtherSpellings() {
    String split = written().substring(written().indexOf("\"pre_tokenizer\""));
    split = split.substring(0, split.indexOf("\"post_processor\""));
    String metaspace =
        "\"pre_tokenizer\": {\"type\": \"Metaspace\", \"replacement\": \"\u2581\","
            + " \"prepend_scheme\": \"never\", \"split\": true},";
    String theirs =
        written()
            .replace(split, metaspace)
            .replace("\" \"", "\"\u2581\"")
            .replace("\" a\"", "\"\u2581a\"")
            .replaceFirst("\"merges\" *: *\\[.*\\]", "\"merges\": [\"a b\", \"\u2581 a\"]")
            .replace("\"type\": \"BPE\",", "");
    assertTrue(theirs.contains("[\"a b\", \"\u2581 a\"]"), theirs);
    assertEquals(VOCABULARY, read(theirs));
    assertEquals(
        Vocabulary.ofMerges(VOCABULARY.symbols(), VOCABULARY.merges(), false),
        read(theirs.replace("\"split\": true", "\"split\": false")));
    assertArrayEquals(new int[] {3, 0, 3, 4}, read(theirs).encode("ab ab a"));
  }

  @Test
  void refusesOtherKindsByName() {
    Map<String, String> refusals = new LinkedHashMap<>();
    change(refusals, "\"type\": \"BPE\"", "\"type\": \"WordPiece\"", "its model is WordPiece");
    change(refusals, "\"type\": \"BPE\"", "\"type\": \"Unigram\"", "its model is Unigram");
    change(
        refusals,
        "\"normalizer\": null",
        "\"normalizer\": {\"type\": \"NFC\"}",
        "normalizer is NFC, none");
    change(
        refusals,
        "\"post_processor\": null",
        "\"post_processor\": {\"type\": \"ByteLevel\"}",
        "post_processor is ByteLevel");
    change(
        refusals, "\"type\": \"Split\"", "\"type\": \"ByteLevel\"", "pre-tokenizer is ByteLevel");
    change(refusals, "\"MergedWithNext\"", "\"Isolated\"", "pre-tokenizer is {\"type\":\"Split\"");
    change(
        refusals,
        "\"type\": \"Split\"",
        "\"type\": \"Metaspace\"",
        "its pre-tokenizer is a Metaspace that puts a space before");
    change(
        refusals, "\"byte_fallback\": false", "\"byte_fallback\": true", "byte_fallback is true");
    change(
        refusals, "\"ignore_merges\": false", "\"ignore_merges\": true", "ignore_merges is true");
    change(refusals, "\"unk_token\": null", "\"unk_token\": \"<unk>\"", "unk_token is \"<unk>\"");
    change(refusals, "\"dropout\": null", "\"dropout\": 0.1", "dropout is 0.1");
    change(
        refusals,
        "\"added_tokens\": [ ]",
        "\"added_tokens\": [{\"id\": 5, \"content\": \"<s>\"}]",
        "it has added tokens, such as \"<s>\"");
    change(refusals, "\"b\": 1", "\"b\": 7", "the id of \"b\" is 7, ids 0..4 expected");
    change(refusals, "\"b\": 1", "\"b\": 2", "is 2, ids 0..4 expected, each once");
    change(refusals, "\"b\": 1", "\"c\": 1", "merge 0 has \"b\", which is no symbol");
    change(refusals, "\"model\"", "\"modal\"", "has no object \"model\"");
    refusals.put("[]", "has no object \"model\"");
    refusals.put(
        written()
            .replace(
                "\"b\": 1",
                IntStream.range(0, 4093)
                    .mapToObj(i -> "\"" + Character.toString(0x4E00 + i) + "\": " + i)
                    .collect(Collectors.joining(", "))),
        "its vocabulary has 4097 symbols");
    refusals.forEach(
        (file, message) -> {
          InputException e = assertThrows(InputException.class, () -> read(file), message);
          assertTrue(e.getMessage().contains(message), e.getMessage());
        });
    assertEquals(18, refusals.size());
  }

  private void change(Map<String, String> refusals, String from, String to, String message) {
    assertTrue(written().contains(from), from + " in " + written());
    refusals.put(written().replace(from, to), message);
  }

  private static String written() {
    return new String(TokenizerFile.bytes(VOCABULARY), StandardCharsets.UTF_8)
        .replaceAll("\" *: *", "\": ");
  }

  private Vocabulary read(String text) {
    Path file = folder.resolve("tokenizer.json");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TokenizerReader.read(file);
  }
}
