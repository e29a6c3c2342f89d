package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestArchives;
import org.microgptrom.bundle.testing.TestArchives.Entry;
import org.microgptrom.bundle.testing.TestArchives.Kind;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.RandomModels;

/** Archives that are damaged, cut short or out to do harm. */
@Tag("slow")
class ArchiveTest {
  @TempDir Path folder;
  private final Map<String, byte[]> files =
      new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5).files();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCutArchiveIsRefused(Kind kind) throws IOException {
    byte[] archive = Files.readAllBytes(archive(kind, TestArchives.entries(files)));
    assertTrue(verdict(archive).passed());
    Random random = new Random(1);
    List<Integer> lengths = new ArrayList<>(List.of(0, 1, 2, 10, 20, archive.length - 1));
    random.ints(40, 3, archive.length - 1).forEach(lengths::add);
    for (int length : lengths) {
      Verdict verdict = verdict(Arrays.copyOf(archive, length));
      assertTrue(verdict.refused(), () -> length + " bytes: " + verdict);
      assertTrue(verdict.refusal().startsWith(folder.toString()), verdict::toString);
      assertFalse(verdict.refusal().contains("null"), verdict::toString);
    }
    assertEquals(46, lengths.size());
  }

  /** Some bits mean nothing (times, owners): those may pass, none may end in another exception. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aDamagedArchiveHasAVerdict(Kind kind) throws IOException {
    byte[] archive = Files.readAllBytes(archive(kind, TestArchives.entries(files)));
    Random random = new Random(2);
    int refused = 0;
    int passed = 0;
    for (int i = 0; i < 120; i++) {
      byte[] damaged = archive.clone();
      // Half of the bits from the last 4 KiB, which hold a zip's central directory.
      int from = i % 2 == 0 ? 0 : Math.max(0, archive.length - 4096);
      damaged[from + random.nextInt(archive.length - from)] ^= (byte) (1 << random.nextInt(8));
      Verdict verdict = verdict(damaged);
      refused += verdict.refused() ? 1 : 0;
      passed += verdict.passed() ? 1 : 0;
    }
    assertTrue(refused > 15, refused + " refused");
    assertTrue(passed < 60, passed + " passed");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void foreignNamesAreRefusedAndNamed(Kind kind) throws IOException {
    List<String> names =
        List.of(
            "../evil",
            "rom/../../evil",
            "/tmp/evil",
            "rom//mif/wte.mif",
            "./rom/mif/wte.mif",
            "rom\\mif\\wte.mif",
            "C:\\evil",
            "C:evil",
            "rom/mif/WTE.mif",
            "rom/mif/wte.mif ",
            ".hidden",
            "manifest.json",
            "rom/mif/wte.mif",
            "SHA256SUMS",
            "e\u001b[2Jvil",
            "long/".repeat(30) + "name");
    for (String name : names) {
      if (kind == Kind.ZIP && name.contains("\\")) {
        continue; // the writer turns them into slashes, see the next test
      }
      List<Entry> entries = new ArrayList<>(TestArchives.entries(files));
      entries.add(Entry.file(name, new byte[] {1}));
      Verdict verdict = Verdict.on(archive(kind, entries));
      assertTrue(verdict.refused(), () -> name + ": " + verdict);
      String shown = name.replace("\\", "\\\\").replace("\u001b", "\\u001b");
      assertTrue(verdict.refusal().contains(shown), () -> name + ": " + verdict);
      assertTrue(verdict.refusal().indexOf('\u001b') < 0);
    }
    assertEquals(16, names.size());
  }

  @Test
  void backslashesInAZipAreRefused() throws IOException {
    assertTrue(verdict(zipOfTheJdk('/')).passed());
    Verdict verdict = verdict(zipOfTheJdk('\\'));
    assertTrue(verdict.refused(), verdict::toString);
    assertTrue(verdict.refusal().contains("is not a regular file with a plain name"));
  }

  private byte[] zipOfTheJdk(char separator) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey().replace('/', separator)));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void whatIsNoRegularFileIsRefused() throws IOException {
    Map<Kind, List<Integer>> modes =
        Map.of(
            Kind.TAR_GZ,
            List.of(0110000, 0120777, 0020666, 0060660, 0040755, 0010644),
            Kind.ZIP,
            List.of(0120777, 0020666, 0060660, 0040755, 0010644));
    int cases = 0;
    for (Kind kind : Kind.values()) {
      for (int mode : modes.get(kind)) {
        for (int at : new int[] {0, 1, 5, files.size() - 1}) {
          List<Entry> entries = new ArrayList<>(TestArchives.entries(files));
          String name = entries.get(at).name();
          entries.set(at, Entry.special(name, mode));
          Verdict verdict = Verdict.on(archive(kind, entries));
          assertTrue(verdict.refused(), () -> kind + " " + mode + ": " + verdict);
          assertTrue(verdict.refusal().contains(name), verdict::toString);
          cases++;
        }
      }
    }
    assertEquals(11 * 4, cases);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyFileMustBeThere(Kind kind) throws IOException {
    List<Entry> right = TestArchives.entries(files);
    for (int i = 0; i < right.size(); i++) {
      List<Entry> entries = new ArrayList<>(right);
      String name = entries.remove(i).name();
      Verdict verdict = Verdict.on(archive(kind, entries));
      assertTrue(verdict.refused(), verdict::toString);
      assertTrue(verdict.refusal().contains(name), verdict::toString);
    }
    assertTrue(Verdict.on(archive(kind, List.of())).refused());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anyOrderAndOneFolderAreFine(Kind kind) throws IOException {
    int passed = 0;
    for (String prefix : List.of("", "./", "bundle/", "./bundle/", "b\u00fcndel no. 1/")) {
      for (int seed = 0; seed < 3; seed++) {
        List<Entry> entries = new ArrayList<>();
        files.forEach((name, bytes) -> entries.add(Entry.file(prefix + name, bytes)));
        for (String parent : List.of("", "rom/", "rom/mif/")) {
          if (!(prefix + parent).isEmpty()) {
            entries.add(folder(prefix + parent));
          }
        }
        Collections.shuffle(entries, new Random(seed));
        Verdict verdict = Verdict.on(archive(kind, entries));
        assertTrue(verdict.passed(), () -> prefix + ": " + verdict);
        passed++;
      }
    }
    assertEquals(15, passed);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void filesOfAnyLengthMayComeBeforeTheManifest(Kind kind) throws IOException {
    var config = new ModelConfig(1, 32, 2, 3, 256, 3);
    var large = new TestBundle(config, RandomModels.Weights.MODERATE, 4, 5).files();
    assertTrue(large.values().stream().anyMatch(bytes -> bytes.length > 1 << 16));
    List<Entry> entries = new ArrayList<>(TestArchives.entries(large));
    Collections.reverse(entries);
    Verdict verdict = Verdict.on(archive(kind, entries));
    assertTrue(verdict.passed(), verdict::toString);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void otherFoldersAreRefused(Kind kind) throws IOException {
    List<String> places =
        List.of("../", "/", "a/b/", "a\u001b/", "./../", "a:/", ".//", "./a/b/", "a\\/");
    for (String place : places) {
      if (kind == Kind.ZIP && place.contains("\\")) {
        continue; // which the writer turns into a slash
      }
      List<Entry> entries = new ArrayList<>();
      files.forEach((name, bytes) -> entries.add(Entry.file(place + name, bytes)));
      Verdict verdict = Verdict.on(archive(kind, entries));
      assertTrue(verdict.refused(), () -> place + ": " + verdict);
      assertTrue(verdict.refusal().contains("has no manifest.json"), verdict::toString);
      assertTrue(verdict.refusal().contains("name the bundle in it"), verdict::toString);
    }
    for (String stray : List.of("../", "other/", "rom/../", "rom/mif/wte.mif/", "/", "rom//")) {
      List<Entry> entries = new ArrayList<>(TestArchives.entries(files));
      entries.add(folder(stray));
      Verdict verdict = Verdict.on(archive(kind, entries));
      assertTrue(verdict.refused(), () -> stray + ": " + verdict);
      assertTrue(verdict.refusal().contains(stray), verdict::toString);
    }
    List<Entry> two = new ArrayList<>(TestArchives.entries(files));
    files.forEach((name, bytes) -> two.add(Entry.file("again/" + name, bytes)));
    assertTrue(Verdict.on(archive(kind, two)).refusal().contains("\"again/manifest.json\""));
    assertEquals(9, places.size());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anArchiveInAnArchiveIsToBeUnpacked(Kind kind) throws IOException {
    byte[] inner = Files.readAllBytes(archive(Kind.TAR_GZ, TestArchives.entries(files)));
    String refusal = Verdict.on(archive(kind, List.of(Entry.file("n.tar.gz", inner)))).refusal();
    assertTrue(refusal.contains("unpack it, and name the bundle in it: \"n.tar.gz\""), refusal);
  }

  private static Entry folder(String name) {
    return new Entry(name, 0040755, 0, () -> new ByteArrayInputStream(new byte[0]));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void anEntryOfAGibibyteIsRefusedAfterItsListedSize(Kind kind) throws IOException {
    for (int at : new int[] {0, files.size() - 1}) { // the manifest, a ROM or vectors file
      List<Entry> entries = new ArrayList<>(TestArchives.entries(files));
      String name = entries.get(at).name();
      entries.set(at, Entry.zeros(name, at == 0 ? 1 << 26 : 1 << 30));
      Path bomb = archive(kind, entries);
      assertTrue(Files.size(bomb) < 4 << 20);
      Verdict verdict = Verdict.on(bomb);
      assertTrue(verdict.refused(), verdict::toString);
      assertTrue(verdict.refusal().contains("\"" + name + "\": is larger"), verdict::toString);
    }
  }

  @Test
  void aNameOfMegabytesIsRefused() throws IOException {
    List<Entry> entries = new ArrayList<>(TestArchives.entries(files));
    entries.add(1, Entry.longName(10 << 20));
    assertTrue(Verdict.on(archive(Kind.TAR_GZ, entries)).refusal().contains("between two files"));
  }

  @Test
  void aCentralDirectoryOfMegabytesIsRefused() throws IOException {
    List<Entry> entries = new ArrayList<>(TestArchives.entries(files));
    for (int i = 0; i < 60_000; i++) {
      entries.add(Entry.file("a-name-of-some-length-" + i, new byte[0]));
    }
    assertTrue(Verdict.on(archive(Kind.ZIP, entries)).refusal().contains("central directory"));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    assertTrue(Verdict.on(folder.resolve("missing")).refusal().contains("no such file"));
    assertTrue(verdict("# README".getBytes(StandardCharsets.UTF_8)).refused());
    assertTrue(verdict(new byte[] {0x1f, (byte) 0x8b}).refused());
    assertTrue(verdict(new byte[] {'P', 'K', 3, 4}).refused());
  }

  @Test
  void linksAndStrayFilesInAFolderAreRefused() throws IOException {
    Path outside = Files.write(folder.resolve("outside"), files.get("rom/mif/wte.mif"));
    int cases = 0;
    for (String name : files.keySet()) {
      Path bundle = BundleFiles.write(Files.createTempDirectory(folder, "links"), files);
      Files.delete(bundle.resolve(name));
      Verdict missing = Verdict.on(bundle);
      Files.createSymbolicLink(bundle.resolve(name), outside);
      Verdict linked = Verdict.on(bundle);
      Files.delete(bundle.resolve(name));
      Files.createDirectory(bundle.resolve(name));
      Verdict directory = Verdict.on(bundle);
      for (Verdict verdict : List.of(missing, linked, directory)) {
        assertTrue(verdict.refused(), () -> name + ": " + verdict);
        assertTrue(verdict.refusal().contains(name), () -> name + ": " + verdict);
        cases++;
      }
    }
    assertEquals(3 * files.size(), cases);
    Path bundle = BundleFiles.write(folder.resolve("stray"), files);
    Files.createDirectory(bundle.resolve("empty"));
    assertTrue(Verdict.on(bundle).passed());
    Files.writeString(bundle.resolve("empty/stray"), "");
    assertTrue(Verdict.on(bundle).refusal().contains("stray"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), bundle);
    assertTrue(Verdict.on(link).refused());
    Files.delete(bundle.resolve("empty/stray"));
    assertTrue(Verdict.on(link).passed(), "a link to a bundle as a whole is fine");
  }

  @Test
  void aLongerFileIsReportedWithItsLineFromAnArchiveToo() throws IOException {
    Map<String, byte[]> longer = new LinkedHashMap<>(files);
    byte[] content = longer.get("rom/readmemh/wte.mem");
    byte[] twice = Arrays.copyOf(content, content.length + 5);
    System.arraycopy(content, 0, twice, content.length, 5);
    longer.put("rom/readmemh/wte.mem", twice);
    for (Kind kind : Kind.values()) {
      Verdict verdict = Verdict.on(archive(kind, TestArchives.entries(longer)));
      assertTrue(verdict.failed(), verdict::toString);
      assertEquals("rom/readmemh/wte.mem", verdict.difference().file());
      assertEquals(7, verdict.difference().line());
    }
  }

  private Path archive(Kind kind, List<Entry> entries) throws IOException {
    return TestArchives.write(Files.createTempFile(folder, "archive", ""), kind, entries);
  }

  private Verdict verdict(byte[] archive) throws IOException {
    return Verdict.on(Files.write(Files.createTempFile(folder, "archive", ""), archive));
  }
}
