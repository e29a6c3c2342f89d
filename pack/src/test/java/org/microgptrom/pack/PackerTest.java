package org.microgptrom.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;

@Tag("slow")
class PackerTest {
  private static final PackOptions OPTIONS = new PackOptions(4, Variant.ONE, 300);

  @TempDir Path folder;

  @Test
  void theManifestAndTheResultDescribeEveryFile() throws IOException {
    Path bundle = folder.resolve("new/bundle");
    PackResult result = Packer.pack(PackTool.model(), OPTIONS, bundle);
    Manifest manifest = Json.read(bundle.resolve("manifest.json"), Manifest.class);
    assertEquals(result.manifest(), manifest);
    List<String> expected =
        new ArrayList<>(List.of("SHA256SUMS", "manifest.json", "provenance.json"));
    long bytes = 0;
    for (Manifest.FileEntry file : manifest.files()) {
      assertEquals(file.bytes(), Files.size(bundle.resolve(file.path())));
      expected.add(file.path());
    }
    for (String path : files(bundle)) {
      bytes += Files.size(bundle.resolve(path));
    }
    expected.sort(Comparator.naturalOrder());
    assertEquals(expected, files(bundle));
    assertEquals(expected.size(), result.files().size());
    assertEquals(bytes, result.bytes());
    assertEquals(
        manifest.memoryMap().images().stream().mapToLong(image -> image.depth()).sum(),
        result.words());
    assertEquals(
        manifest.memoryMap().images().size() * 3 + 2 + Circuit.paths().size(),
        manifest.files().size());
  }

  @Test
  void sha256sumChecksTheBundle() throws Exception {
    ExternalTool sha256sum = ExternalTool.named("sha256sum");
    PackResult result = Packer.pack(PackTool.model(), OPTIONS, folder.resolve("bundle"));
    List<String> checked =
        sha256sum.runOk(folder.resolve("bundle"), "-c", "--strict", "SHA256SUMS").lines().toList();
    assertEquals(result.files().size() - 1, checked.size());
    assertEquals("manifest.json: OK", checked.get(0));
    assertEquals(checked.stream().sorted().toList(), checked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"b.tar.gz", "b.TGZ", "b.zip"})
  void anArchiveHoldsTheFolder(String name) throws Exception {
    Packer.pack(PackTool.model(), OPTIONS, folder.resolve("bundle"));
    Packer.pack(PackTool.model(), OPTIONS, folder.resolve(name));
    Path copy = Files.createDirectory(folder.resolve("copy"));
    boolean zip = name.endsWith("zip");
    String archive = folder.resolve(name).toString();
    String list =
        zip
            ? ExternalTool.named("unzip").runOk(copy, "-Z1", archive)
            : ExternalTool.named("tar").runOk(copy, "tzf", archive);
    if (zip) {
      ExternalTool.named("unzip").runOk(copy, "-q", archive);
    } else {
      ExternalTool.named("tar").runOk(copy, "xzf", archive);
    }
    List<String> order = list.lines().toList();
    assertEquals(List.of("manifest.json", "SHA256SUMS"), order.subList(0, 2));
    List<String> rest = order.subList(2, order.size());
    assertEquals(rest.stream().sorted().toList(), rest);
    assertEquals(files(folder.resolve("bundle")), files(copy));
    for (String path : files(copy)) {
      assertEquals(
          -1, Files.mismatch(folder.resolve("bundle").resolve(path), copy.resolve(path)), path);
    }
    assertEquals(List.of(name, "bundle", "copy"), entries());
  }

  @Test
  void anOwnBundleIsReplacedAndAForeignFolderRefused() throws IOException {
    Path bundle = folder.resolve("bundle");
    Packer.pack(PackTool.model(), OPTIONS, bundle);
    ModelConfig other = new ModelConfig(1, 2, 1, 3, 4, 5);
    Packer.pack(RandomModels.quantized(other, RandomModels.Weights.MODERATE, 1), OPTIONS, bundle);
    assertEquals(other, Json.read(bundle.resolve("manifest.json"), Manifest.class).config());
    assertEquals(14 * 3 + 5 + Circuit.paths().size(), files(bundle).size());
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.tex"), "years of work");
    refused(foreign, "other content");
    assertEquals(List.of("thesis.tex"), files(foreign));
    assertEquals(List.of("bundle", "foreign"), entries());
  }

  @Test
  void impossibleTargetsAreRefusedWithoutATrace() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Files.createDirectory(folder.resolve("folder.zip"));
    refused(folder.resolve("file"), "is a file");
    refused(folder.resolve("file/bundle"), "a file is in the way");
    refused(folder.resolve("file/bundle.zip"), "a file is in the way");
    refused(folder.resolve("folder.zip"), "is a folder");
    refused(folder.resolve("bundle.tar.xz"), "another kind");
    refused(folder.resolve("bundle.tar"), "another kind");
    assertEquals(List.of("file", "folder.zip"), entries());
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "b.tar.gz", "b.zip"})
  void aFullDiskLeavesTheEarlierBundle(String name) throws Exception {
    ExternalTool bash = ExternalTool.named("bash");
    Packer.pack(PackTool.model(), OPTIONS, folder.resolve(name));
    List<String> before = contents();
    // Files of more than 16 KiB cannot be written; the vectors of 3,000 tokens are larger.
    List<String> command = new ArrayList<>(List.of("-c", "ulimit -f 16; exec \"$@\"", "bash"));
    command.addAll(PackTool.command(List.of(), "6", "3000", PackTool.DEFAULT_FORMATS, name));
    ExternalTool.Result result = bash.run(folder, command.toArray(String[]::new));
    assertEquals(1, result.exitCode());
    assertTrue(
        result.output().contains("InputException: " + name + ": cannot be written: File"),
        result.output());
    assertEquals(before, contents());
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "b.tar.gz", "b.zip"})
  void anInterruptedProcessLeavesNothingAndAKilledOneHiddenNames(String name) throws Exception {
    Packer.pack(PackTool.model(), OPTIONS, folder.resolve(name));
    List<String> before = contents();
    Process interrupted = packing("600", "1", name);
    waitFor(interrupted, this::romFileIsBeingWritten);
    interrupted.destroy();
    assertTrue(interrupted.waitFor(60, TimeUnit.SECONDS));
    assertEquals(before, contents());
    assertEquals(List.of(name), entries());
    Process killed = packing("60", "100000", name); // seconds of simulation
    waitFor(killed, () -> entries().size() == 2);
    killed.destroyForcibly();
    assertTrue(killed.waitFor(60, TimeUnit.SECONDS));
    assertEquals(2, entries().size());
    assertTrue(entries().get(0).startsWith("." + name), entries().toString());
    Packer.pack(PackTool.model(), OPTIONS, folder.resolve(name));
    assertEquals(before, contents());
    assertEquals(List.of(name), entries());
  }

  private Process packing(String embd, String tokens, String name) throws IOException {
    return new ProcessBuilder(
            PackTool.command(List.of(), embd, tokens, PackTool.DEFAULT_FORMATS, name))
        .directory(folder.toFile())
        .inheritIO()
        .start();
  }

  private static void waitFor(Process process, Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      assertTrue(process.isAlive());
      Thread.sleep(10);
    }
  }

  private boolean romFileIsBeingWritten() throws IOException {
    try (Stream<Path> files = Files.find(folder, 4, (path, a) -> path.endsWith("rom/mif"))) {
      return files.anyMatch(path -> path.toString().contains(".partial-"));
    } catch (UncheckedIOException e) {
      return false; // the folder changed on the way
    }
  }

  private static void refused(Path target, String problem) {
    InputException e =
        assertThrows(InputException.class, () -> Packer.pack(PackTool.model(), OPTIONS, target));
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }

  /** Names in the test's folder, hidden ones too. */
  private List<String> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> contents() throws IOException {
    List<String> contents = new ArrayList<>();
    for (String path : files(folder)) {
      contents.add(path + " " + Digests.sha256(folder.resolve(path)));
    }
    return contents;
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
