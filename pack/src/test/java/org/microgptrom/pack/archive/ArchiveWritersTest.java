package org.microgptrom.pack.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.ExternalTool;

class ArchiveWritersTest {
  /** Not in alphabetic order, and of sizes around the 512-byte blocks of tar. */
  private static final List<String> PATHS = List.of("b.txt", "a/z.txt", "a/empty", "c.txt");

  private static final List<Integer> SIZES = List.of(5, 100_000, 0, 512);

  /** Prints each entry's name and size and all that could tell of the machine. */
  private static final String TAR_IN_PYTHON =
      """
      import sys, tarfile
      for m in tarfile.open(sys.argv[1]):
          print(m.name, m.size, oct(m.mode), m.uid, m.gid, repr(m.uname), repr(m.gname), m.mtime,
                m.isfile(), m.pax_headers)
      """;

  private static final String ZIP_IN_PYTHON =
      """
      import sys, zipfile
      z = zipfile.ZipFile(sys.argv[1])
      assert z.testzip() is None and not z.comment
      for i in z.infolist():
          print(i.filename, i.file_size, oct(i.external_attr >> 16), i.date_time, i.extra, i.comment,
                i.compress_type)
      """;

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws Exception {
    Random random = new Random(1);
    Files.createDirectories(folder.resolve("files/a"));
    for (int i = 0; i < PATHS.size(); i++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < SIZES.get(i)) {
        text.append(Integer.toHexString(random.nextInt()));
      }
      text.setLength(SIZES.get(i));
      Files.writeString(folder.resolve("files").resolve(PATHS.get(i)), text);
    }
  }

  @Test
  void pythonSeesNoOwnerAndNoTimeInTheTar() throws Exception {
    Path archive = write(new TarGzWriter());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < PATHS.size(); i++) {
      expected.add("%s %d 0o644 0 0 '' '' 315532800 True {}".formatted(PATHS.get(i), SIZES.get(i)));
    }
    ExternalTool python = ExternalTool.named("python3");
    String archiveName = archive.toString();
    assertEquals(expected, python.runOk(folder, "-c", TAR_IN_PYTHON, archiveName).lines().toList());
  }

  @Test
  void pythonSeesNoZoneAndNoExtraFieldInTheZip() throws Exception {
    Path archive = write(new ZipWriter());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < PATHS.size(); i++) {
      expected.add(
          "%s %d 0o100644 (1980, 1, 1, 0, 0, 0) b'' b'' 8".formatted(PATHS.get(i), SIZES.get(i)));
    }
    ExternalTool python = ExternalTool.named("python3");
    String archiveName = archive.toString();
    assertEquals(expected, python.runOk(folder, "-c", ZIP_IN_PYTHON, archiveName).lines().toList());
  }

  @Test
  void tarAndUnzipExtractTheSameFiles() throws Exception {
    Path tar = write(new TarGzWriter());
    Path zip = write(new ZipWriter());
    Files.createDirectory(folder.resolve("from_tar"));
    ExternalTool.named("tar").runOk(folder, "xzf", tar.toString(), "-C", "from_tar");
    ExternalTool.named("unzip").runOk(folder, "-q", zip.toString(), "-d", "from_zip");
    for (String path : PATHS) {
      byte[] expected = Files.readAllBytes(folder.resolve("files").resolve(path));
      for (String copy : List.of("from_tar", "from_zip")) {
        assertArrayEquals(expected, Files.readAllBytes(folder.resolve(copy).resolve(path)), path);
      }
    }
  }

  /** A change of these digests means that bundles are not reproducible across versions. */
  @Test
  void bytesAreTheSameInAllTimeZones() throws Exception {
    TimeZone before = TimeZone.getDefault();
    int zones = 0;
    try {
      for (String zone : List.of("UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati")) {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        assertEquals(
            "014885d0f87c699ed354dbdc29c1d6e878c6dbbc0fae7adde399c9aefd61c39f",
            Digests.sha256(write(new TarGzWriter())),
            zone);
        assertEquals(
            "d11fa51da44d6243412d7278b69f857a1d1d3c7be7075cf445b086879757ea8e",
            Digests.sha256(write(new ZipWriter())),
            zone);
        zones++;
      }
    } finally {
      TimeZone.setDefault(before);
    }
    assertEquals(4, zones);
  }

  private Path write(ArchiveWriter writer) throws Exception {
    Path archive = folder.resolve("archive");
    Files.deleteIfExists(archive);
    writer.write(folder.resolve("files"), PATHS, archive, Progress.NONE);
    return Files.move(
        archive,
        folder.resolve(writer.getClass().getSimpleName()),
        StandardCopyOption.REPLACE_EXISTING);
  }
}
