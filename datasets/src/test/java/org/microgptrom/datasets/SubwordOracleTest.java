package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.TokenizerFile;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

/**
 * Byte-pair vocabularies against others: Hugging Face's tokenizers reads the file that is written
 * and gives the same ids; a plain program in Python learns the same merges.
 */
@Tag("slow")
class SubwordOracleTest {
  private static final Path SCRIPT = Path.of("src/test/python/byte_pairs.py").toAbsolutePath();

  /** Between words: one space, none, several, and characters of one to four bytes. */
  private static final List<String> BETWEEN =
      List.of(" ", " ", " ", "", "  ", ", ", ". ", "-", "\t", "\u00e9", " \u4e16 ", "\uD83D\uDE00");

  @TempDir Path folder;

  @Test
  void huggingFaceGivesTheSameIds() throws Exception {
    List<String> documents = documents(100_000);
    Vocabulary characters = Vocabulary.of(documents);
    Vocabulary learnt = SubwordLearner.learn(characters, documents.subList(0, 10_000), 4096);
    assertEquals(4096, learnt.size());
    Vocabulary whole = Vocabulary.ofMerges(learnt.symbols(), learnt.merges(), false);
    assertEquals(100_000, requireSame(learnt, documents));
    assertEquals(2_000, requireSame(whole, documents.subList(0, 2_000)));
  }

  private int requireSame(Vocabulary vocabulary, List<String> documents) throws Exception {
    Path file = folder.resolve("tokenizer.json");
    Files.write(file, TokenizerFile.bytes(vocabulary));
    int compared = 0;
    long tokens = 0;
    try (HuggingFaceTokenizer theirs =
        HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"))) {
      for (List<String> batch = documents; !batch.isEmpty(); ) {
        List<String> now = batch.subList(0, Math.min(1000, batch.size()));
        batch = batch.subList(now.size(), batch.size());
        Encoding[] encodings = theirs.batchEncode(now);
        for (int i = 0; i < encodings.length; i++) {
          int[] expected =
              Arrays.stream(encodings[i].getIds()).mapToInt(Math::toIntExact).toArray();
          int[] actual = vocabulary.encode(now.get(i));
          assertArrayEquals(expected, actual, now.get(i));
          assertEquals(now.get(i), vocabulary.decode(actual));
          compared++;
          tokens += actual.length;
        }
      }
    }
    assertTrue(tokens > 3L * compared, "texts of many tokens");
    return compared;
  }

  @Test
  void pythonLearnsTheSameMerges() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("json");
    for (List<String> documents :
        List.of(
            documents(1_000),
            corpus(NamedCorpus.NAMES),
            corpus(NamedCorpus.of("languages")).subList(0, 2_000))) {
      Path file = folder.resolve("corpus.txt");
      Files.writeString(file, String.join("\n", documents) + "\n");
      Vocabulary learnt = SubwordLearner.learn(Vocabulary.of(documents), documents, 300);
      List<String> expected =
          python.runOk(folder, SCRIPT.toString(), file.toString(), "299").lines().toList();
      assertTrue(expected.size() > 100, () -> expected.size() + " merges");
      assertEquals(expected, learnt.merges().stream().map(Json::line).toList());
    }
  }

  private static List<String> corpus(NamedCorpus named) {
    return new CorpusStore(Path.of("unused"), CorpusStore.Network.FORBIDDEN)
        .load(named)
        .documents();
  }

  /** Lines of names, which are frequent as words of a language are, and what is between words. */
  private static List<String> documents(int count) {
    List<String> words = corpus(NamedCorpus.NAMES);
    Random random = new Random(20);
    List<String> documents = new ArrayList<>();
    while (documents.size() < count) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(6);
      for (int i = 0; i < length; i++) {
        int rank = (int) (words.size() * Math.pow(random.nextDouble(), 3));
        text.append(i == 0 ? "" : BETWEEN.get(random.nextInt(BETWEEN.size())));
        text.append(words.get(rank));
      }
      documents.add(text.toString());
    }
    return documents;
  }
}
