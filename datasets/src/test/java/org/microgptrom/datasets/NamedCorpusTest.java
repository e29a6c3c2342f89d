package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;

class NamedCorpusTest {
  @Test
  void theBuiltInNamesAreWhatTheCatalogueAndTheirDescriptionSay(@TempDir Path cache)
      throws IOException {
    CorpusStore store = new CorpusStore(cache, true);
    assertTrue(store.isPresent(NamedCorpus.NAMES));
    List<String> names = store.load(NamedCorpus.NAMES).documents();
    assertEquals(NamedCorpus.NAMES.documents(), names.size());
    assertEquals(List.copyOf(new TreeSet<>(names)), names);
    for (String name : names) {
      assertTrue(name.matches("[a-z]{2,11}"), name);
    }
    byte[] file = resource("names.txt");
    assertEquals(NamedCorpus.NAMES.bytes(), file.length);
    assertEquals(NamedCorpus.NAMES.sha256(), Digests.sha256(file));
    String description = new String(resource("names.md"), StandardCharsets.UTF_8);
    assertTrue(description.contains(NamedCorpus.NAMES.sha256()));
    assertTrue(description.contains("5,164 given names"));
  }

  @Test
  void corporaAreFoundByName() {
    assertEquals(2, NamedCorpus.all().size());
    for (NamedCorpus corpus : NamedCorpus.all()) {
      assertEquals(corpus, NamedCorpus.of(corpus.name()));
      assertEquals("https", corpus.source().getScheme());
    }
    InputException e = assertThrows(InputException.class, () -> NamedCorpus.of("Names"));
    assertTrue(
        e.getMessage()
            .startsWith(
                "corpus Names: there is no corpus of this name\n  did you mean names? Known: names, makemore-names;"),
        e::getMessage);
  }

  @Test
  void whatIsBuiltInIsNotFetched(@TempDir Path cache) {
    CorpusStore store = new CorpusStore(cache, false);
    assertThrows(InputException.class, () -> store.fetch(NamedCorpus.NAMES));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = NamedCorpus.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
