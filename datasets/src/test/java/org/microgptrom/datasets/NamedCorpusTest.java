package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;

class NamedCorpusTest {
  private final Map<NamedCorpus, String> builtIn =
      Map.of(
          NamedCorpus.NAMES, "[a-z]{2,11}",
          NamedCorpus.SPELLING, "[a-z]{3,14}",
          NamedCorpus.LANGUAGES, "\\p{Ll}{3,14}[DEFPS]");

  @Test
  void builtInCorporaAreWhatTheCatalogueAndTheirDescriptionsSay(@TempDir Path cache)
      throws IOException {
    CorpusStore store = new CorpusStore(cache, CorpusStore.Network.FORBIDDEN);
    int checked = 0;
    for (NamedCorpus corpus : NamedCorpus.all().stream().filter(NamedCorpus::builtIn).toList()) {
      assertTrue(store.isPresent(corpus));
      List<String> documents = store.load(corpus).documents();
      assertEquals(corpus.documents(), documents.size());
      assertEquals(List.copyOf(new TreeSet<>(documents)), documents);
      for (String document : documents) {
        assertTrue(document.matches(builtIn.get(corpus)), document);
      }
      byte[] file = resource(corpus.name() + ".txt");
      assertEquals(corpus.bytes(), file.length);
      assertEquals(corpus.sha256(), Digests.sha256(file));
      String description = description(corpus);
      assertTrue(description.contains("SHA-256 `" + corpus.sha256() + "`"));
      assertTrue(description.contains(String.format(Locale.ROOT, "%,d ", documents.size())));
      checked++;
    }
    assertEquals(3, checked);
  }

  private static String description(NamedCorpus corpus) throws IOException {
    return new String(resource(corpus.name() + ".md"), StandardCharsets.UTF_8);
  }

  @Test
  void noWordOfTheSpellingPairsIsInTheirCorpus(@TempDir Path cache) throws IOException {
    CorpusStore store = new CorpusStore(cache, CorpusStore.Network.FORBIDDEN);
    Set<String> corpus = new HashSet<>(store.load(NamedCorpus.SPELLING).documents());
    List<String> pairs = store.pairs(NamedCorpus.SPELLING).documents();
    Set<String> right = new HashSet<>();
    Set<String> wrong = new HashSet<>();
    for (String pair : pairs) {
      assertTrue(pair.matches("[a-z]{3,14}\t[a-z]{3,14}"), pair);
      right.add(pair.split("\t", -1)[0]);
      wrong.add(pair.split("\t", -1)[1]);
    }
    assertTrue(Collections.disjoint(corpus, right));
    assertTrue(Collections.disjoint(corpus, wrong));
    assertTrue(Collections.disjoint(right, wrong));
    String description = description(NamedCorpus.SPELLING);
    String digest = Digests.sha256(resource("spelling-pairs.tsv"));
    assertTrue(description.contains("SHA-256 `" + digest + "`"));
    assertTrue(description.contains(pairs.size() + " lines"));
    assertTrue(description.contains(right.size() + " right words"));
  }

  @Test
  void noWordHasTwoLanguages(@TempDir Path cache) {
    List<String> documents =
        new CorpusStore(cache, CorpusStore.Network.FORBIDDEN)
            .load(NamedCorpus.LANGUAGES)
            .documents();
    Set<String> words = new HashSet<>();
    documents.forEach(d -> assertTrue(words.add(d.substring(0, d.length() - 1)), d));
    assertEquals(documents.size(), words.size());
  }

  @Test
  void corporaAreFoundByName() {
    assertEquals(4, NamedCorpus.all().size());
    for (NamedCorpus corpus : NamedCorpus.all()) {
      assertEquals(corpus, NamedCorpus.of(corpus.name()));
      assertEquals("https", corpus.source().getScheme());
    }
    InputException e = assertThrows(InputException.class, () -> NamedCorpus.of("Names"));
    assertTrue(
        e.getMessage()
            .startsWith(
                "corpus Names: there is no corpus of this name\n  did you mean names? Known: names, spelling, languages, makemore-names;"),
        e::getMessage);
  }

  @Test
  void whatIsBuiltInIsNotFetched(@TempDir Path cache) {
    CorpusStore store = new CorpusStore(cache, CorpusStore.Network.ALLOWED);
    assertThrows(InputException.class, () -> store.fetch(NamedCorpus.NAMES));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = NamedCorpus.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
