package org.microgptrom.verify.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.verify.testing.TestArchives;
import org.microgptrom.verify.testing.TestBundle;
import org.microgptrom.verify.testing.Verdict;

/** What is unpacked goes again, in a process of its own with a temporary folder of its own. */
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

  @Test
  void nothingIsLeftAfterAVerdictOrATerminatedProcess() throws Exception {
    var files = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5).files();
    Path right = folder.resolve("right.zip");
    TestArchives.write(right, TestArchives.Kind.ZIP, TestArchives.entries(files));
    Path failing = folder.resolve("failing.tar.gz");
    var changed = TestBundle.with(files, "rom/mif/wte.mif", "changed");
    TestArchives.write(failing, TestArchives.Kind.TAR_GZ, TestArchives.entries(changed));
    byte[] bytes = Files.readAllBytes(failing);
    Path cut = folder.resolve("cut.tar.gz");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));

    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                right.toString(),
                failing.toString(),
                cut.toString())
            .redirectErrorStream(true)
            .start();
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

  private static long folders(Path temporary) throws IOException {
    try (Stream<Path> entries = Files.list(temporary)) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith("microgpt-rom-verify-"))
          .count();
    }
  }
}
