package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.testing.TestArchives;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.testing.RandomModels;

/** A bundle whose line ends another program converted has one message, and only such a bundle. */
class LineEndsTest {
  @TempDir Path folder;
  private final Map<String, byte[]> files =
      new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5).files();

  @Test
  void convertedLineEndsHaveOneMessage() throws IOException {
    requireNamed(converted(name -> true), Manifest.FILE + ": its line ends are CRLF");
    requireNamed(converted(name -> name.endsWith(".mem")), "files are CRLF, LF expected");
    requireNamed(converted(name -> !name.endsWith(".json")), "files are CRLF, LF expected");
  }

  private void requireNamed(Map<String, byte[]> bundle, String problem) throws IOException {
    Verdict verdict = Verdict.on(folder, bundle);
    assertTrue(verdict.refused(), verdict::toString);
    assertTrue(verdict.refusal().contains(problem), verdict::toString);
    assertTrue(verdict.refusal().contains(".gitattributes"), verdict::toString);
    for (TestArchives.Kind kind : TestArchives.Kind.values()) {
      Path archive = folder.resolve(kind.name());
      TestArchives.write(archive, kind, TestArchives.entries(bundle));
      assertTrue(Verdict.on(archive).refusal().contains("CRLF"), kind::name);
    }
  }

  @Test
  void aSingleFileIsADifferenceInItsLine() {
    Verdict verdict = Verdict.on(folder, converted("rom/mif/wte.mif"::equals));
    assertTrue(verdict.failed(), verdict::toString);
    assertEquals("rom/mif/wte.mif", verdict.difference().file());
  }

  private Map<String, byte[]> converted(Predicate<String> which) {
    Map<String, byte[]> changed = new TreeMap<>(files);
    changed.replaceAll(
        (name, content) ->
            which.test(name)
                ? new String(content, StandardCharsets.UTF_8)
                    .replace("\n", "\r\n")
                    .getBytes(StandardCharsets.UTF_8)
                : content);
    return changed;
  }
}
