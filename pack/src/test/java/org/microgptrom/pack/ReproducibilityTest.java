package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.Circuit;

@Tag("slow")
class ReproducibilityTest {
  private static final String ALL_FORMATS =
      Arrays.stream(MemoryFormat.values())
          .map(MemoryFormat::toString)
          .collect(Collectors.joining(","));

  @TempDir Path folder;

  @Test
  void zoneLanguageCharsetCoresAndFolderLeaveNoTrace() throws Exception {
    Path here = Files.createDirectories(folder.resolve("here"));
    Path there = Files.createDirectories(folder.resolve("there/and elsewhere"));
    Process first =
        start(here, "UTC", "C", List.of("-Duser.language=en", "-XX:ActiveProcessorCount=1"));
    Process second =
        start(
            there,
            "Asia/Kolkata",
            "tr_TR.UTF-8",
            List.of("-Duser.language=tr", "-Duser.country=TR", "-Dfile.encoding=ISO-8859-9"));
    assertEquals(0, first.waitFor());
    assertEquals(0, second.waitFor());
    Path third = Files.createDirectories(folder.resolve("third"));
    Process arabic =
        start(
            third,
            "America/St_Johns",
            "ar_EG.UTF-8",
            List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.name=nobody"));
    assertEquals(0, arabic.waitFor());
    Map<String, String> expected = digests(here);
    assertEquals(20 * 25 + 5 + Circuit.paths().size() + 2, expected.size());
    assertEquals(expected, digests(there));
    assertEquals(expected, digests(third));
  }

  /**
   * Holds the bytes across machines and Java versions; another layout, file format or choice of
   * vectors changes it too. Manifest and provenance are left out because they name the version, and
   * the hand-written sources because they are not of this stage.
   */
  @Test
  void filesHaveKnownDigests() throws Exception {
    Path bundle = folder.resolve("bundle");
    Packer.pack(PackTool.model(), new PackOptions(4, Variant.ONE, 300), bundle);
    String sums =
        Files.readAllLines(bundle.resolve("SHA256SUMS")).stream()
            .filter(
                line -> !line.endsWith("  manifest.json") && !line.endsWith("  provenance.json"))
            .filter(line -> !line.contains("  rtl/") || line.endsWith(Circuit.PARAMETERS))
            .collect(Collectors.joining("\n"));
    assertEquals(
        "72edcf4f8595ed9d20f0a43bdccf200fc6ae6fa2981168b6c7f0d9fdcdd73c1c",
        Digests.sha256(sums.getBytes(StandardCharsets.UTF_8)));
  }

  private static Process start(Path folder, String zone, String language, List<String> jvmOptions)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                PackTool.command(jvmOptions, "6", "300", ALL_FORMATS, "b", "b.tar.gz", "b.zip"))
            .directory(folder.toFile())
            .inheritIO();
    builder.environment().putAll(Map.of("TZ", zone, "LANG", language, "LC_ALL", language));
    return builder.start();
  }

  private static Map<String, String> digests(Path folder) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(folder.relativize(file).toString(), Digests.sha256(file));
      }
    }
    return digests;
  }
}
