package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;

class CorpusReaderTest {
  @TempDir Path folder;

  @Test
  void theCorpusIsNamedAsItsFile() throws IOException {
    Path file = Files.writeString(folder.resolve("cities.txt"), "rome\r\nnew york");
    Corpus corpus = CorpusReader.read(file);
    assertEquals(new Corpus("cities.txt", List.of("rome", "new york")), corpus);
    Path clean = Files.writeString(folder.resolve("clean"), "rome\nnew york\n");
    assertEquals(Digests.sha256(clean), corpus.sha256());
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    refuses(folder.resolve("none.txt"), "no such file\n");
    refuses(folder, "is a folder, a file is expected\n");
  }

  /** Reads the corpus named by its argument; what goes wrong ends the process with a trace. */
  public static void main(String[] arguments) {
    CorpusReader.read(Path.of(arguments[0]));
  }

  @Test
  void aFileThatMayNotBeReadIsNamed() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "a\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
    ExternalTool.Result result =
        ChildJvm.runWithoutPrivileges(folder, CorpusReaderTest.class, secret.toString());
    assertEquals(1, result.exitCode(), result::output);
    assertTrue(
        result.output().contains(secret + ": cannot be read: permission denied\n"), result::output);
  }

  @Test
  void aPipeIsRead() throws Exception {
    Path pipe = folder.resolve("pipe");
    ExternalTool.named("mkfifo").runOk(folder, "pipe");
    int cases = 0;
    for (Compression compression :
        List.of(Compression.NONE, Compression.GZIP, Compression.BZIP2, Compression.XZ)) {
      assertEquals(new Corpus("pipe", List.of("a", "b")), throughPipe(pipe, compression));
      cases++;
    }
    assertEquals(4, cases);
    InputException e = assertThrows(InputException.class, () -> throughPipe(pipe, Compression.ZIP));
    assertTrue(e.getMessage().startsWith(pipe + ": is a zip archive in a pipe"), e::getMessage);
  }

  @Test
  void aFaultHasFileAndLine() throws IOException {
    Path file = folder.resolve("binary.txt");
    Files.write(file, Packed.pack(Compression.GZIP, "a\nb\0\n"));
    InputException e = assertThrows(InputException.class, () -> CorpusReader.read(file));
    assertTrue(
        e.getMessage().startsWith(file + " (gzip):2: holds the character NUL"), e::getMessage);
  }

  private static void refuses(Path file, String problem) {
    InputException e = assertThrows(InputException.class, () -> CorpusReader.read(file));
    assertTrue(e.getMessage().startsWith(file + ": " + problem), e::getMessage);
  }

  private static Corpus throughPipe(Path pipe, Compression compression) throws Exception {
    byte[] content = Packed.pack(compression, "a\nb\n");
    FutureTask<Path> writing = new FutureTask<>(() -> Files.write(pipe, content));
    new Thread(writing).start();
    Corpus corpus = CorpusReader.read(pipe);
    writing.get();
    return corpus;
  }
}
