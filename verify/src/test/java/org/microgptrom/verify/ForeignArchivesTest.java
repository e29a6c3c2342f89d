package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.tools.HdlTool;

/** Archives that other programs made, and what other programs say of damaged ones. */
@Tag("slow")
class ForeignArchivesTest {
  /** Prints the paths, one a line, that Python refuses or unpacks as other files. */
  private static final String ORACLE =
      """
      import os, sys, tarfile, zipfile
      right = {}
      for root, _, names in os.walk('bundle'):
          for name in names:
              path = os.path.join(root, name)
              right[os.path.relpath(path, 'bundle')] = open(path, 'rb').read()
      def content(path):
          if path.endswith('.zip'):
              with zipfile.ZipFile(path) as z:
                  assert z.testzip() is None
                  return [(i.filename, z.read(i)) for i in z.infolist()]
          with tarfile.open(path, errorlevel=2) as t:
              return [(m.name, t.extractfile(m).read()) for m in t if m.isreg()]
      for path in sys.argv[1:]:
          try:
              found = content(path)
              assert dict(found) == right and len(found) == len(right), 'other files'
          except Exception as e:
              print(path, repr(e))
      """;

  private static final int MUTANTS = 120;

  @TempDir Path folder;
  private final Map<String, byte[]> files =
      new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5).files();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cd bundle && zip -q -r ../made.zip .",
        "cd bundle && zip -q -r -D ../made.zip rom vectors rtl [Spm]*",
        "zip -q -r made.zip bundle",
        "zip -q -r -0 made.zip bundle",
        "zip -q -r - bundle | cat > made.zip",
        "tar -czf made.tar.gz -C bundle .",
        "tar -czf made.tgz bundle",
        "tar -czf made.tgz ./bundle",
        "tar -cf made.tar bundle",
        "tar --format=ustar -czf made.tgz bundle",
        "tar --format=pax -czf made.tgz bundle",
        "tar --format=v7 -czf made.tgz bundle",
        "tar -cf - bundle | gzip -9 > made.tgz",
        "python3 -m zipfile -c made.zip bundle",
        "python3 -m tarfile -c made.tar.gz bundle",
        "python3 -c \"import shutil; shutil.make_archive('made', 'zip', 'bundle')\"",
        "python3 -c \"import shutil; shutil.make_archive('made', 'gztar', '.', 'bundle')\"",
        "python3 -c \"import shutil; shutil.make_archive('made', 'tar', '.', 'bundle')\"",
      })
  void anArchiveOfAnotherProgramPasses(String command) throws Exception {
    assumeInstalled(command.replace("cd bundle && ", ""));
    BundleFiles.write(folder.resolve("bundle"), files);
    assertEquals("", run("sh", "-c", command));
    Verdict verdict = Verdict.on(made());
    assertTrue(verdict.passed(), verdict::toString);
  }

  /** Where another program refuses or finds other files, so do we. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "zip -q -r -D ../made.zip .",
        "zip -q -r -D - . | cat > ../made.zip",
        "tar -cf ../made.tar *",
        "tar --format=pax -cf ../made.tar *",
      })
  void whatOthersRefuseIsRefused(String command) throws Exception {
    assumeInstalled(command);
    assumeInstalled("python3 -");
    BundleFiles.write(folder.resolve("bundle"), files);
    assertEquals("", run("sh", "-c", "cd bundle && " + command));
    Path made = made();
    byte[] archive = Files.readAllBytes(made);
    boolean isZip = made.toString().endsWith(".zip");
    List<Integer> structure = isZip ? zip(archive) : tar(archive);
    Random random = new Random(3);
    List<String> accepted = new ArrayList<>();
    int refused = 0;
    int different = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] changed = archive.clone();
      int at = structure.get(random.nextInt(structure.size()));
      changed[at] ^= (byte) (i % 2 == 0 ? 1 << random.nextInt(8) : 1 + random.nextInt(255));
      if (!isZip && i % 3 != 0) {
        withChecksum(changed, at / 512 * 512);
      }
      String name = "changed-" + i + "-at-" + at + made.toString().replaceFirst(".*\\.", ".");
      Path mutant = Files.write(folder.resolve(name), changed);
      try (Bundle bundle = Bundle.open(mutant)) {
        if (isSame(bundle)) {
          accepted.add(name);
        } else { // a file of another size within its blocks, say, which its digest tells
          different++;
          Files.delete(mutant);
        }
      } catch (InputException e) {
        refused++;
        Files.delete(mutant);
      }
    }
    List<String> oracle = new ArrayList<>(List.of("python3", "-c", ORACLE));
    oracle.addAll(accepted);
    assertEquals("", run(oracle.toArray(String[]::new)));
    String test = isZip ? "unzip -tqq" : "tar -tf";
    if (isInstalled(test)) {
      String each = "for f in changed-*; do " + test + " $f >/dev/null 2>&1 || echo $f; done";
      assertEquals("", run("sh", "-c", each));
    }
    assertEquals(MUTANTS, refused + different + accepted.size());
    assertTrue(refused > MUTANTS / 3 && accepted.size() > 10, accepted::toString);
  }

  private boolean isSame(Bundle bundle) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!Arrays.equals(file.getValue(), Files.readAllBytes(bundle.file(file.getKey())))) {
        return false;
      }
    }
    return true;
  }

  /** Gives a tar header the checksum of what it says. */
  private static void withChecksum(byte[] archive, int header) {
    Arrays.fill(archive, header + 148, header + 156, (byte) ' ');
    int sum = 0;
    for (int i = header; i < header + 512; i++) {
      sum += Byte.toUnsignedInt(archive[i]);
    }
    byte[] octal = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, archive, header + 148, octal.length);
  }

  @Test
  void whatFollowsOrLeadsOrIsAnotherMemberIsRefused() throws Exception {
    assumeInstalled("tar -");
    assumeInstalled("zip -");
    BundleFiles.write(folder.resolve("bundle"), files);
    run("sh", "-c", "tar -cf a.tar bundle; tar -czf a.tgz bundle; zip -qr a.zip bundle");
    byte[] tar = Files.readAllBytes(folder.resolve("a.tar"));
    byte[] tgz = Files.readAllBytes(folder.resolve("a.tgz"));
    byte[] zip = Files.readAllBytes(folder.resolve("a.zip"));
    byte[] one = {'P'};
    byte[] magic = {'P', 'K'};
    byte[] block = "x".repeat(512).getBytes(StandardCharsets.US_ASCII);
    Map<String, byte[]> changed = new LinkedHashMap<>();
    changed.put("something follows the gzip member", join(tgz, one));
    changed.put("something follows the gzip", join(tgz, gzip(new byte[0])));
    changed.put("something follows", join(tgz, gzip(tar)));
    changed.put("something follows the end of the archive, at offset", join(tar, block));
    changed.put("something follows the end of the archive,", gzip(join(tar, block)));
    changed.put("something follows the end of the archive", join(tar, tar));
    changed.put("is cut short", Arrays.copyOf(tar, tar.length - 20 * 512 - 1));
    changed.put("corrupt", with(tgz, tgz.length - 6)); // gzip's CRC
    changed.put("orrupt", with(tgz, tgz.length - 2)); // its length
    changed.put("something else follows", join(zip, one));
    changed.put("does not follow a central directory", join(magic, zip));
    changed.forEach(
        (problem, bytes) -> {
          String refusal = refusal(bytes);
          assertTrue(refusal.contains(problem), refusal);
        });
    assertEquals(11, changed.size());
    assertTrue(Verdict.on(write(join(tar, new byte[20 * 512]))).passed(), "zeros are padding");
  }

  private static byte[] with(byte[] bytes, int at) {
    byte[] changed = bytes.clone();
    changed[at] ^= 1;
    return changed;
  }

  private String refusal(byte[] bytes) {
    Verdict verdict = Verdict.on(write(bytes));
    assertTrue(verdict.refused(), verdict::toString);
    return verdict.refusal();
  }

  private Path write(byte[] bytes) {
    try {
      return Files.write(Files.createTempFile(folder, "archive", ""), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  /** The offsets of a zip's local headers, data descriptors and directory. */
  private static List<Integer> zip(byte[] archive) {
    List<Integer> offsets = new ArrayList<>();
    String text = new String(archive, StandardCharsets.ISO_8859_1);
    Map<String, Integer> sizes = Map.of("PK\3\4", 60, "PK\7\10", 16, "PK\1\2", 90, "PK\5\6", 22);
    sizes.forEach(
        (signature, size) -> {
          for (int at = text.indexOf(signature); at >= 0; at = text.indexOf(signature, at + 4)) {
            for (int i = at; i < Math.min(at + size, archive.length); i++) {
              offsets.add(i);
            }
          }
        });
    return offsets;
  }

  /** The offsets of a tar's headers, which say ustar, and of its end. */
  private static List<Integer> tar(byte[] archive) {
    List<Integer> offsets = new ArrayList<>();
    for (int at = 0; at < archive.length; at += 512) {
      boolean isHeader =
          new String(archive, at + 257, 5, StandardCharsets.US_ASCII).equals("ustar");
      for (int i = at; i < at + 512 && (isHeader || at > archive.length - 4096); i++) {
        if (archive[i] != 0 || i % 16 == 0) {
          offsets.add(i);
        }
      }
    }
    return offsets;
  }

  private static void assumeInstalled(String command) {
    assumeTrue(isInstalled(command), command);
  }

  private static boolean isInstalled(String command) {
    return HdlTool.find(command.substring(0, command.indexOf(' '))).isPresent();
  }

  private Path made() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(p -> p.getFileName().toString().startsWith("made")).findAny().get();
    }
  }

  /** What a command prints. */
  private String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out;
  }
}
