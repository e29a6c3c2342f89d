package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;

/** What a user can do wrong: exit code 2, a message that names the place, nothing changed. */
@Tag("slow")
class BadInputTest {
  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path checkpoint;
  private static Path quantized;
  private static Path bundle;

  @BeforeAll
  static void makeGoodArtifacts() {
    checkpoint = shared.resolve("checkpoint");
    quantized = shared.resolve("quantized");
    bundle = shared.resolve("bundle");
    Cli.train(checkpoint, 10);
    Cli.ok("quantize", checkpoint, "-o", quantized, "--evaluation", "20");
    Cli.ok("pack", quantized, "-o", bundle, "--vector-tokens", "100");
  }

  @Test
  void damagedCheckpointsAreRefusedWithTheTensor() throws Exception {
    Map<String, String> messages = new TreeMap<>();
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Path copy = copy(checkpoint, "bad" + messages.size());
      byte[] tensors = Files.readAllBytes(copy.resolve("model.safetensors"));
      int data = 8 + (int) ByteBuffer.wrap(tensors).order(ByteOrder.LITTLE_ENDIAN).getLong();
      // wte is the first tensor, 16 columns: value 35 is row 2, column 3.
      ByteBuffer.wrap(tensors).order(ByteOrder.LITTLE_ENDIAN).putFloat(data + 4 * 35, bad);
      Files.write(copy.resolve("model.safetensors"), tensors);
      messages.put("tensor wte row 2 column 3 is " + bad, refuseQuantize(copy));
    }
    messages.put("tensor wte is missing", refuseQuantize(edited("\"wte\"", "\"wtf\"")));
    messages.put("layer0.mlp_fc1 has shape [16, 64]", refuseQuantize(edited("[64,16]", "[16,64]")));
    messages.put("type F99", refuseQuantize(edited("F32", "F99")));
    Path huge = copy(checkpoint, "huge");
    byte[] tensors = Files.readAllBytes(huge.resolve("model.safetensors"));
    ByteBuffer.wrap(tensors).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 60);
    Files.write(huge.resolve("model.safetensors"), tensors);
    messages.put("1152921504606846976", refuseQuantize(huge));
    Path lacking = copy(checkpoint, "lacking");
    Files.delete(lacking.resolve("model.safetensors"));
    messages.put("model.safetensors: no such file", refuseQuantize(lacking));
    messages.put("no such folder", refuseQuantize(folder.resolve("nowhere")));
    messages.put("a microgpt-rom checkpoint expected", refuseQuantize(quantized));
    assertEquals(10, messages.size());
    messages.forEach(
        (part, message) -> assertTrue(message.contains(part), part + " in " + message));
  }

  @Test
  void unsafeArchivesAreRefused() throws Exception {
    int archives = 0;
    for (String name : List.of("../evil", "/evil", "rom/../../evil", "C:\\evil", "a\\..\\..\\b")) {
      Path zip = folder.resolve(archives + ".zip");
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
        out.putNextEntry(new ZipEntry("manifest.json"));
        out.write(Files.readAllBytes(bundle.resolve("manifest.json")));
        out.putNextEntry(new ZipEntry(name));
        out.write(1);
      }
      Cli.refused("verify", zip);
      archives++;
    }
    Path bomb = folder.resolve("bomb.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bomb))) {
      out.putNextEntry(new ZipEntry("manifest.json"));
      out.write(Files.readAllBytes(bundle.resolve("manifest.json")));
      out.putNextEntry(new ZipEntry("SHA256SUMS"));
      zeros(out, 256 << 20);
    }
    Cli.refused("verify", bomb);
    Path gzip = folder.resolve("bomb.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      zeros(out, 256 << 20);
    }
    Cli.refused("verify", gzip);
    Path cut = folder.resolve("cut.tar.gz");
    Cli.ok("pack", quantized, "-o", cut, "--vector-tokens", "100");
    byte[] whole = Files.readAllBytes(cut);
    for (int tenths = 0; tenths < 10; tenths++) {
      Files.write(cut, Arrays.copyOf(whole, tenths * whole.length / 10));
      Cli.refused("verify", cut);
      archives++;
    }
    assertEquals(15, archives);
  }

  @Test
  void wrongOptionsAreRefused() throws IOException {
    Path out = folder.resolve("out");
    Path one = Files.writeString(folder.resolve("one.txt"), "alone\n");
    List<List<Object>> commands =
        List.of(
            List.of(),
            List.of("rnu"),
            List.of("run", "--stepz", "3"),
            List.of("run", "--steps", "many"),
            List.of("run", "--steps", "0", "-o", out),
            List.of("run", "--embd", "15", "-o", out),
            List.of("run", "--lanes", "3", "-o", out),
            List.of("run", "--temperature", "0.01", "-o", out),
            List.of("run", "--seed", "0", "-o", out),
            List.of("run", "--lr", "-1", "-o", out),
            List.of("train", "--recipe", "slow", "-o", out),
            List.of("train", "--engine", "abacus", "-o", out),
            List.of("train", "--save-seconds", "-1", "-o", out),
            List.of("train", "--engine", "vector", "-o", out),
            List.of("train", "--recipe", "microgpt", "--engine", "vector", "-o", out),
            List.of("train", "--minutes", "0", "-o", out),
            List.of("train", "--patience", "0", "-o", out),
            List.of("train", "--target-loss", "good", "-o", out),
            List.of("train", "--device", "gpu", "-o", out),
            List.of("train", "--engine", "vector", "--device", "gpu", "-o", out),
            List.of("train", "--recipe", "microgpt", "--device", "gpu", "-o", out),
            List.of("train", "--recipe", "microgpt", "--batch", "2", "-o", out),
            List.of("train", "--recipe", "microgpt", "--minutes", "2", "-o", out),
            List.of("train", "--recipe", "microgpt", "--target-loss", "2", "-o", out),
            List.of("run", "--recipe", "microgpt", "--patience", "2", "-o", out),
            List.of("train", "--data", one, "--target-loss", "2", "-o", out),
            List.of("run", "--data", folder.resolve("none.txt"), "-o", out),
            List.of("run", "--data", "x", "--corpus", "names", "-o", out),
            List.of("train", "--corpus", "surnames", "-o", out),
            List.of("train", "--corpus", "makemore-names", "--offline", "-o", out),
            List.of("quantize", checkpoint, "--calibration", "0", "-o", out),
            List.of("pack", quantized, "--vector-tokens", "0", "-o", out),
            List.of("sample", bundle, "--temperature", "-1"),
            List.of("sample", bundle, "--seed", "4294967296"),
            List.of("sample", checkpoint),
            List.of("verify", checkpoint),
            List.of("verify", checkpoint, "--rtl", "modelsim"),
            List.of("verify", checkpoint, "--rtl", "auto", "--tokens", "-1"),
            List.of("inspect", folder),
            List.of("datasets", "show", "surnames"),
            List.of("run", "--config", folder.resolve("none")));
    int refused = 0;
    for (List<Object> command : commands) {
      Cli.refused(command.toArray());
      assertFalse(Files.exists(out), command::toString);
      refused++;
    }
    assertEquals(41, refused);
    assertTrue(
        Cli.refused("train", "--engine", "vector", "-o", out).contains("--add-modules"),
        "the Java machine of the tests lacks the module");
    assertTrue(Cli.refused("run", "--stepz", "3").contains("--steps"), "a suggestion");
    assertTrue(Cli.refused("verfy").contains("verify"), "a suggestion");
  }

  @Test
  void aForeignFolderIsNotOverwritten() throws Exception {
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.txt"), "years of work");
    for (Object[] command :
        List.of(
            new Object[] {"train", "--steps", "1", "-o", foreign},
            new Object[] {"quantize", checkpoint, "-o", foreign},
            new Object[] {"pack", quantized, "-o", foreign})) {
      assertTrue(Cli.refused(command).contains("not overwritten"), "refusal");
      assertEquals("years of work", Files.readString(foreign.resolve("thesis.txt")));
    }
  }

  @Test
  void aReadOnlyOrFullPlaceLeavesEarlierOutputIntact() throws Exception {
    Path place = Files.createDirectories(folder.resolve("place"));
    Path target = place.resolve("bundle");
    Cli.ok("pack", quantized, "-o", target, "--vector-tokens", "100");
    String before = digest(target);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
    ExternalTool.Result readOnly =
        ChildJvm.runWithoutPrivileges(
            folder, Main.class, "pack", quantized.toString(), "-o", target.toString());
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(ExitCode.BAD_INPUT, readOnly.exitCode(), readOnly::output);
    assertTrue(readOnly.output().contains("cannot be written"), readOnly::output);

    List<String> command = new ArrayList<>(List.of("-c", "ulimit -f 16; exec \"$@\"", "bash"));
    command.addAll(
        ChildJvm.command(
            List.of(), Main.class, "pack", quantized.toString(), "-o", target.toString()));
    ExternalTool.Result full =
        ExternalTool.named("bash").run(folder, command.toArray(String[]::new));
    assertEquals(ExitCode.BAD_INPUT, full.exitCode(), full::output);
    assertTrue(full.output().contains("cannot be written"), full::output);
    assertEquals(before, digest(target));
    try (Stream<Path> left = Files.list(place)) {
      assertEquals(List.of(target), left.toList());
    }
  }

  private static String refuseQuantize(Path checkpoint) {
    return Cli.refused("quantize", checkpoint, "-o", checkpoint.resolveSibling("never"));
  }

  /** A copy of the checkpoint with a change of equal length in the tensors' header. */
  private Path edited(String from, String to) throws IOException {
    Path copy = copy(checkpoint, "edited" + from.hashCode());
    Path file = copy.resolve("model.safetensors");
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from), from);
    Files.writeString(
        file, text.replaceFirst(Pattern.quote(from), to), StandardCharsets.ISO_8859_1);
    return copy;
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static void zeros(OutputStream out, int bytes) throws IOException {
    byte[] piece = new byte[1 << 16];
    for (int written = 0; written < bytes; written += piece.length) {
      out.write(piece);
    }
  }

  /** All paths and contents below a folder. */
  static String digest(Path root) throws IOException {
    Map<String, Integer> files = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            files.put(root.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
            return FileVisitResult.CONTINUE;
          }
        });
    return files.toString();
  }
}
