package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.Unpacking;
import org.microgptrom.bundle.archive.ZipArchive;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestArchives;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.model.testing.RandomModels;

/** What is unpacked goes again, in a process of its own with a temporary folder of its own. */
@Tag("slow")
class TemporaryFolderTest {
  private static final int TIMEOUT_SECONDS = 120;

  @TempDir Path folder;

  /** Verifies archives, says what is left of them, then keeps the first one open. */
  static final class Child {
    private Child() {}

    public static void main(String[] archives) throws Exception {
      StringBuilder verdicts = new StringBuilder();
      for (String archive : archives) {
        Verdict verdict = Verdict.on(Path.of(archive));
        verdicts.append(verdict.refused() ? "refused " : verdict.passed() ? "passed " : "failed ");
      }
      Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
      System.out.println(verdicts + "and " + folders(temporary) + " left");
      try (Bundle bundle = Bundle.open(Path.of(archives[0]))) {
        System.out.println(folders(temporary) + " open, " + bundle.manifest().files().size());
        Thread.sleep(TIMEOUT_SECONDS * 1000L);
      }
    }
  }

  /** Else what an interrupted program goes on to write would stay for ever. */
  @Test
  void aDeletedFolderIsNotMadeAgain() throws IOException {
    TemporaryFolder temporary = new TemporaryFolder();
    temporary.newFile("top").close();
    temporary.newFile("rom/mif/wte.mif").close();
    temporary.newFile("rom/mif/wpe.mif").close();
    assertTrue(Files.exists(temporary.path().resolve("rom/mif/wpe.mif")));
    temporary.close();
    for (String path : List.of("again", "rom/mif/wte.mif")) {
      assertThrows(InputException.class, () -> temporary.newFile(path));
    }
    assertFalse(Files.exists(temporary.path().getParent()));
  }

  @Test
  void nothingIsLeftAfterAVerdictOrATerminatedProcess() throws Exception {
    var files = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5).files();
    Path right = folder.resolve("right.zip");
    TestArchives.write(right, TestArchives.Kind.ZIP, TestArchives.entries(files));
    Path failing = folder.resolve("failing.tar.gz");
    var changed = BundleFiles.with(files, "rom/mif/wte.mif", "changed");
    TestArchives.write(failing, TestArchives.Kind.TAR_GZ, TestArchives.entries(changed));
    byte[] bytes = Files.readAllBytes(failing);
    Path cut = folder.resolve("cut.tar.gz");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));

    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Process child = start(temporary, right, failing, cut);
    try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("passed failed refused and 0 left", out.readLine());
      assertEquals("1 open, " + (files.size() - 3), out.readLine());
      child.destroy(); // SIGTERM, which runs shutdown hooks as Ctrl-C does
      assertTrue(child.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } finally {
      child.destroyForcibly();
    }
    assertEquals(0, folders(temporary));
  }

  @Test
  void whatAKilledProcessLeftGoesAndWhatALivingOneUsesStays() throws Exception {
    var files = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5).files();
    Path right = folder.resolve("right.zip");
    TestArchives.write(right, TestArchives.Kind.ZIP, TestArchives.entries(files));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Path foreign = Files.createDirectory(temporary.resolve("microgpt-rom-verify-foreign"));
    Files.writeString(foreign.resolve("file"), "not ours");
    Files.createDirectory(temporary.resolve("microgpt-rom-verify-empty"));
    List<Process> children = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        Process child = start(temporary, right);
        children.add(child);
        BufferedReader out = child.inputReader(StandardCharsets.UTF_8);
        assertEquals("passed and " + (1 + i) + " left", out.readLine());
        assertEquals((2 + i) + " open, " + (files.size() - 3), out.readLine());
      }
      children.get(0).destroyForcibly().waitFor();
      assertEquals(3, folders(temporary));
      Process next = start(temporary, right);
      children.add(next);
      BufferedReader out = next.inputReader(StandardCharsets.UTF_8);
      assertEquals("passed and 2 left", out.readLine());
      assertEquals("3 open, " + (files.size() - 3), out.readLine());
    } finally {
      for (Process child : children) {
        child.destroyForcibly().waitFor();
      }
    }
    assertEquals(List.of("file"), Stream.of(foreign.toFile().list()).toList());
  }

  @Test
  void aFullTemporaryFolderIsNamedAndNotTheArchive() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    requireNamed("No space left on device", () -> TemporaryFolder.guarded(full).write(new byte[3]));
    requireNamed("No space left on device", () -> TemporaryFolder.guarded(full).write(3));

    var files = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5).files();
    Path right = folder.resolve("right.zip");
    TestArchives.write(right, TestArchives.Kind.ZIP, TestArchives.entries(files));
    try (TemporaryFolder unwritable = new TemporaryFolder()) {
      Files.delete(unwritable.path());
      Files.writeString(unwritable.path(), "in the way");
      requireNamed("content", () -> Unpacking.unpack(right, new ZipArchive(), unwritable));
    }
  }

  private static void requireNamed(String problem, Executable write) {
    String message = assertThrows(InputException.class, write).getMessage();
    String place = "temporary folder " + System.getProperty("java.io.tmpdir");
    assertTrue(message.startsWith(place + ": cannot be written: "), message);
    assertTrue(message.contains(problem), message);
    assertTrue(message.contains("MICROGPT_ROM_JAVA_OPTS=-Djava.io.tmpdir="), message);
  }

  private static Process start(Path temporary, Path... archives) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
    Stream.of(archives).map(Path::toString).forEach(command::add);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static long folders(Path temporary) throws IOException {
    try (Stream<Path> entries = Files.list(temporary)) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith("microgpt-rom-verify-"))
          .count();
    }
  }
}
