package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.microgptrom.model.io.WriterProcess.FORMAT;
import static org.microgptrom.model.io.WriterProcess.MARKER;
import static org.microgptrom.model.io.WriterProcess.names;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;

@Tag("slow")
class AtomicOutputTest {
  /** No process: Linux ends at 4194304. */
  private static final long DEAD = 999_999_999;

  private static final long OWN = ProcessHandle.current().pid();

  @TempDir private Path folder;
  private Path target;

  @BeforeEach
  void setTarget() {
    target = folder.resolve("out");
  }

  @Test
  void writesAFileIntoNewFolders() throws IOException {
    Path deep = folder.resolve("a/b/c.txt");
    AtomicOutput.file(deep, partial -> Files.writeString(partial, "one"));
    AtomicOutput.file(deep, partial -> Files.writeString(partial, "two"));
    assertEquals("two", Files.readString(deep));
    assertEquals(List.of("c.txt"), names(deep.getParent()));
  }

  @Test
  void removesAFileAndWhatKilledWritersOfItLeft() throws IOException {
    Path other = folder.resolve("other");
    AtomicOutput.file(target, partial -> Files.writeString(partial, "content"));
    AtomicOutput.file(other, partial -> Files.writeString(partial, "content"));
    Path left = Files.createFile(folder.resolve(".out.partial-" + DEAD + "-1"));
    Path othersLeft = Files.createFile(folder.resolve(".other.partial-" + DEAD + "-1"));
    long living = ProcessHandle.current().parent().orElseThrow().pid();
    Path alive = Files.createFile(folder.resolve(".out.partial-" + living + "-1"));
    AtomicOutput.removeFile(target);
    assertFalse(Files.exists(target));
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(other) && Files.exists(othersLeft), "of another target");
    assertTrue(Files.exists(alive), "of a writer that is alive");
    AtomicOutput.removeFile(target); // nothing there: nothing to do
    Files.createFile(Files.createDirectory(target).resolve("file"));
    InputException e =
        assertThrows(InputException.class, () -> AtomicOutput.removeFile(target), "not a file");
    assertTrue(e.getMessage().startsWith(target + ": cannot be written"), e.getMessage());
    assertTrue(Files.exists(target.resolve("file")));
  }

  @Test
  void replacesOurFoldersAndEmptyOnes() throws IOException {
    Files.createDirectory(target);
    for (int generation = 0; generation < 3; generation++) {
      writeFolder(generation);
      WriterProcess.requireComplete(target);
      assertEquals(generation, generation());
    }
    assertEquals(List.of("out"), names(folder));
  }

  @Test
  void failuresLeaveTheEarlierFile() throws IOException {
    Files.writeString(target, "earlier");
    for (Throwable failure : failures()) {
      Throwable thrown =
          assertThrows(
              Throwable.class,
              () ->
                  AtomicOutput.file(
                      target,
                      partial -> {
                        Files.writeString(partial, "half");
                        raise(failure);
                      }));
      requireReported(failure, thrown);
      assertEquals("earlier", Files.readString(target));
      assertEquals(List.of("out"), names(folder));
    }
  }

  @Test
  void failuresLeaveTheEarlierFolder() throws IOException {
    writeFolder(7);
    for (Throwable failure : failures()) {
      Throwable thrown =
          assertThrows(
              Throwable.class,
              () ->
                  AtomicOutput.folder(
                      target,
                      MARKER,
                      FORMAT,
                      partial -> {
                        WriterProcess.write(partial, 8);
                        raise(failure);
                      }));
      requireReported(failure, thrown);
      WriterProcess.requireComplete(target);
      assertEquals(7, generation());
      assertEquals(List.of("out"), names(folder));
    }
  }

  @Test
  void aMoveThatFailsPutsTheEarlierFolderBack() throws IOException {
    writeFolder(7);
    assertThrows(
        InputException.class,
        () -> AtomicOutput.folder(target, MARKER, FORMAT, Files::deleteIfExists));
    WriterProcess.requireComplete(target);
    assertEquals(7, generation());
    assertEquals(List.of("out"), names(folder));
  }

  private static List<Throwable> failures() {
    IOException full = new IOException("No space left on device");
    return List.of(
        full,
        new UncheckedIOException(full),
        new InputException("x", "is wrong", ""),
        new IllegalStateException("a bug"),
        new OutOfMemoryError("in a test"));
  }

  private static void raise(Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    }
    throw (Error) failure;
  }

  private void requireReported(Throwable failure, Throwable thrown) {
    if (failure instanceof IOException || failure instanceof UncheckedIOException) {
      assertEquals(
          target
              + ": cannot be written: No space left on device\n"
              + "  nothing was changed there; free the place or name another output",
          thrown.getMessage());
    } else {
      assertSame(failure, thrown);
    }
  }

  @Test
  void refusesPlacesThatHoldSomethingElse() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "content");
    Path foreign = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.txt"), "content");
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve(MARKER), "{\"architectures\": [\"GPT2LMHeadModel\"]}");
    Path stage = Files.createDirectory(folder.resolve("stage")); // an artifact of another stage
    Files.writeString(stage.resolve(MARKER), "{\"format\":\"microgpt-rom tests\"}");
    Path pipe = folder.resolve("pipe");
    ExternalTool.named("mkfifo").runOk(folder, "pipe");

    requireFolderRefused(file, "is a file, a folder is to be written");
    requireFolderRefused(
        foreign, "is a folder with other content (no config.json of a microgpt-rom test)");
    requireFolderRefused(
        other, "is a folder with other content (no config.json of a microgpt-rom test)");
    requireFolderRefused(stage, "is a folder with other content (no config.json of a");
    requireFolderRefused(folder.getRoot(), "is a folder with other content");
    requireFolderRefused(file.resolve("below"), "cannot be written: a file is in the way");
    requireFolderRefused(file.resolve("far/below"), "cannot be written: ");
    requireFileRefused(foreign, "is a folder, a file is to be written");
    requireFileRefused(folder.getRoot(), "is a folder, a file is to be written");
    requireFileRefused(pipe, "is a device or pipe, which is not replaced");
    requireFileRefused(file.resolve("below"), "cannot be written: a file is in the way");
    requireFileRefused(file.resolve("far/below"), "cannot be written: ");

    assertEquals("content", Files.readString(file));
    assertEquals(List.of("thesis.txt"), names(foreign));
    assertEquals(List.of(MARKER), names(other));
    assertEquals(List.of("file", "foreign", "other", "pipe", "stage"), names(folder));
  }

  @Test
  void reportsAFolderWithoutWritePermission() throws Exception {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    String target = closed.resolve("out").toString();
    for (String kind : List.of("folders", "large")) {
      ExternalTool.Result result =
          ChildJvm.runWithoutPrivileges(folder, WriterProcess.class, kind, target, "1");
      assertEquals(2, result.exitCode(), result::output);
      assertTrue(
          result.output().contains(target + ": cannot be written: permission denied"),
          result::output);
    }
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(List.of(), names(closed));
  }

  private static void requireFolderRefused(Path place, String problem) {
    requireRefused(
        place,
        problem,
        () -> AtomicOutput.folder(place, MARKER, FORMAT, p -> WriterProcess.write(p, 1)));
  }

  private static void requireFileRefused(Path place, String problem) {
    requireRefused(
        place, problem, () -> AtomicOutput.file(place, p -> Files.writeString(p, "text")));
  }

  private static void requireRefused(Path place, String problem, Runnable write) {
    InputException e = assertThrows(InputException.class, write::run);
    assertTrue(e.getMessage().startsWith(place + ": " + problem), e.getMessage());
  }

  @Test
  void replacesALinkAndNotWhatItPointsTo() throws IOException {
    Path pointedTo = folder.resolve("elsewhere");
    AtomicOutput.folder(pointedTo, MARKER, FORMAT, partial -> WriterProcess.write(partial, 1));
    Files.createSymbolicLink(target, pointedTo);
    writeFolder(2);
    assertFalse(Files.isSymbolicLink(target));
    assertEquals(2, generation());
    WriterProcess.requireComplete(pointedTo);
    assertEquals(List.of("elsewhere", "out"), names(folder));
  }

  @Test
  void recoversTheNewestContentOfKilledProcesses() throws IOException {
    for (long pid : new long[] {DEAD, OWN}) { // ids are used again, in containers soon
      Path parent = Files.createDirectory(folder.resolve("of" + pid));
      target = parent.resolve("out");
      Path older = putAside("previous", pid, 1, 5);
      putAside("previous", pid, 2, 6);
      assertTrue(older.toFile().setLastModified(1_000_000));
      AtomicOutput.recover(target);
      assertEquals(6, generation());
      AtomicOutput.recover(target);
      assertEquals(List.of(older.getFileName().toString(), "out"), names(parent));
      writeFolder(7);
      assertEquals(7, generation());
      assertEquals(List.of("out"), names(parent));
    }
  }

  @Test
  void aFailingWriterRecoversTooAndKeepsWhatItRecovered() throws IOException {
    putAside("previous", DEAD, 1, 5);
    assertThrows(
        InputException.class,
        () ->
            AtomicOutput.folder(
                target,
                MARKER,
                FORMAT,
                partial -> {
                  throw new IOException("full");
                }));
    assertEquals(5, generation());
    assertEquals(List.of("out"), names(folder));
  }

  @Test
  void removesWhatKilledProcessesLeftAndNothingElse() throws IOException {
    long living = ProcessHandle.current().parent().orElseThrow().pid();
    putAside("partial", DEAD, 1, 1);
    putAside("partial", OWN, 1, 1);
    putAside("partial", living, 1, 1);
    putAside("previous", DEAD, 2, 1);
    putAside("previous", living, 2, 1);
    List<String> foreign = List.of(".out.partial-", ".out.partial-x", ".out.partial-9.partial-9-9");
    for (String name : foreign) {
      Files.writeString(folder.resolve(name), "not ours");
    }
    writeFolder(3);
    List<String> kept = new ArrayList<>(foreign);
    kept.addAll(List.of(".out.partial-" + living + "-1", ".out.previous-" + living + "-2", "out"));
    assertEquals(kept.stream().sorted().toList(), names(folder));
  }

  private Path putAside(String kind, long pid, int number, int generation) throws IOException {
    Path path = target.resolveSibling(".out." + kind + "-" + pid + "-" + number);
    WriterProcess.write(Files.createDirectory(path), generation);
    return path;
  }

  @Test
  void threadsThatWriteTheSameTargetNeverMix() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(5);
    Path file = folder.resolve("file");
    AtomicOutput.file(file, partial -> Files.writeString(partial, "0".repeat(100_000)));
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      int id = i;
      all.add(threads.submit(() -> times(100, () -> writeFolder(id))));
      String text = Integer.toString(id).repeat(100_000);
      all.add(
          threads.submit(
              () -> times(100, () -> AtomicOutput.file(file, p -> Files.writeString(p, text)))));
    }
    all.add(
        threads.submit(
            () ->
                times(
                    100,
                    () -> {
                      String text = Files.readString(file);
                      assertEquals(text.substring(0, 1).repeat(100_000), text);
                    })));
    int runs = 0;
    for (Future<Integer> each : all) {
      runs += each.get();
    }
    threads.shutdown();
    assertEquals(500, runs);
    WriterProcess.requireComplete(target);
    assertEquals(List.of("file", "out"), names(folder));
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private static int times(int count, Step step) throws IOException {
    for (int i = 0; i < count; i++) {
      step.run();
    }
    return count;
  }

  private void writeFolder(int generation) {
    AtomicOutput.folder(
        target, MARKER, FORMAT, partial -> WriterProcess.write(partial, generation));
  }

  private int generation() throws IOException {
    return Files.readAllBytes(target.resolve("part0/file0"))[0];
  }
}
