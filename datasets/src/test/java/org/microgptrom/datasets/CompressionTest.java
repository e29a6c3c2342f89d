package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.microgptrom.datasets.DocumentParser.Limits;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;

@Tag("slow")
class CompressionTest {
  private static final String TEXT = "são paulo\nnew york\nnew york\n";
  private static final List<String> DOCUMENTS = List.of("são paulo", "new york", "new york");

  @TempDir Path folder;

  @Test
  void contentDecidesAndNotTheName() throws IOException {
    List<String> names = List.of("a.txt", "a.gz", "a.bz2", "a.xz", "a.zip", "a");
    int cases = 0;
    for (Compression compression : Compression.values()) {
      for (String name : names) {
        Corpus corpus = CorpusReader.read(write(name, Packed.pack(compression, TEXT)));
        assertEquals(new Corpus(name, DOCUMENTS), corpus);
        cases++;
      }
    }
    assertEquals(30, cases);
  }

  @Test
  void theUsualProgramsMakeReadableFiles() throws Exception {
    write("cities.txt", TEXT.getBytes(StandardCharsets.UTF_8));
    Map<String, String[]> made =
        Map.of(
            "cities.txt.gz", new String[] {"gzip", "-k", "cities.txt"},
            "cities.txt.bz2", new String[] {"bzip2", "-k", "cities.txt"},
            "cities.txt.xz", new String[] {"xz", "-k", "-9", "cities.txt"},
            "cities.zip", new String[] {"zip", "-q", "cities.zip", "cities.txt"});
    int cases = 0;
    for (Map.Entry<String, String[]> tool : made.entrySet()) {
      String[] command = tool.getValue();
      ExternalTool.named(command[0]).runOk(folder, Arrays.copyOfRange(command, 1, command.length));
      assertEquals(DOCUMENTS, CorpusReader.read(folder.resolve(tool.getKey())).documents());
      cases++;
    }
    assertEquals(4, cases);
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "BZIP2", "XZ"})
  void streamsInARowAreOneText(Compression compression) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(Packed.pack(compression, "new y"));
    both.write(Packed.pack(compression, "ork\nrome\n"));
    Corpus corpus = CorpusReader.read(write("a", both.toByteArray()));
    assertEquals(List.of("new york", "rome"), corpus.documents());
  }

  /** No damage to any byte of a compressed file is taken for a text, and none crashes. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void damageIsAnErrorOrHarmless(Compression compression) throws IOException {
    byte[] good = Packed.pack(compression, TEXT.repeat(20));
    List<String> expected = CorpusReader.read(write("a", good)).documents();
    int cases = 0;
    int refused = 0;
    for (int i = 0; i < good.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = good.clone();
        damaged[i] ^= (byte) (1 << bit);
        cases++;
        try {
          assertEquals(expected, CorpusReader.read(write("a", damaged)).documents());
        } catch (InputException e) {
          refused++;
          assertTrue(!e.getMessage().contains("null"), e::getMessage);
        }
      }
    }
    assertEquals(8 * good.length, cases);
    assertTrue(refused > cases / 3, refused + " of " + cases + " refused");
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyCutIsAnError(Compression compression) throws IOException {
    byte[] good = Packed.pack(compression, TEXT);
    List<String> messages = new ArrayList<>();
    for (int length = 6; length < good.length; length++) {
      Path cut = write("a", Arrays.copyOf(good, length));
      messages.add(assertThrows(InputException.class, () -> CorpusReader.read(cut)).getMessage());
    }
    assertEquals(good.length - 6, messages.size());
    String kind = "a (" + compression.name().toLowerCase(Locale.ROOT) + "): ";
    for (String message : messages) {
      assertTrue(message.contains(kind + "cannot be decompressed: "), message);
      assertTrue(!message.contains("null") && message.contains("cut short"), message);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBombStopsAtTheLimit(Compression compression) throws IOException {
    byte[] bomb = Packed.pack(compression, "abc\n".repeat(1 << 18));
    Path file = write("bomb", bomb);
    Limits limits = new Limits(1 << 19, 100, 1 << 20);
    InputException e =
        assertThrows(InputException.class, () -> CorpusReader.read(file, limits, new CodePoints()));
    assertTrue(e.getMessage().contains(": holds more than 524288 bytes of text"), e::getMessage);
    assertEquals(1 << 18, CorpusReader.read(file).documents().size());
  }

  @Test
  void anXzFileCannotAskForMuchMemory() throws IOException {
    byte[] xz = Packed.pack(Compression.XZ, "a\n");
    // After the stream header's 12 bytes: the block header with its CRC-32, its dictionary of
    // 1.5 GiB coded by byte 16 (xz file format, sections 3.1 and 5.3.1).
    xz[16] = 37;
    CRC32 crc = new CRC32();
    crc.update(xz, 12, 8);
    ByteBuffer.wrap(xz).order(ByteOrder.LITTLE_ENDIAN).putInt(20, (int) crc.getValue());
    Path file = write("a", xz);
    InputException e = assertThrows(InputException.class, () -> CorpusReader.read(file));
    assertTrue(e.getMessage().contains("takes 1572968 KiB of memory, 262144 are"), e::getMessage);
  }

  @Test
  void aZipHoldsExactlyOneFile() throws IOException {
    Path one = write("one.zip", Packed.zip("data/", "data/london"));
    assertEquals(List.of("data/london"), CorpusReader.read(one).documents());
    String rule = "the zip archive must hold exactly one regular file, not ";
    refuses(rule + "2 files: a, b\n", Packed.zip("a", "b"));
    refuses(rule + "6 files: a, b, c, d, e, ...\n", Packed.zip("a", "b", "c", "d", "e", "f"));
    refuses(rule + "0 files\n", Packed.zip("data/"));
    refuses(rule + "0 files\n", Packed.zip());
    ByteArrayOutputStream link = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(link)) {
      ZipArchiveEntry entry = new ZipArchiveEntry("link");
      entry.setUnixMode(UnixStat.LINK_FLAG | 0777);
      zip.putArchiveEntry(entry);
      zip.write('a');
      zip.closeArchiveEntry();
    }
    refuses(rule + "a link: link\n", link.toByteArray());
    byte[] encrypted = Packed.zip("a");
    int directory = new String(encrypted, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    encrypted[6] |= 1; // the encryption flag of the file's own header and of the directory
    encrypted[directory + 8] |= 1;
    refuses("a is encrypted", encrypted);
  }

  private void refuses(String problem, byte[] zip) throws IOException {
    Path file = write("refused.zip", zip);
    InputException e = assertThrows(InputException.class, () -> CorpusReader.read(file));
    assertTrue(e.getMessage().startsWith(file + ": " + problem), e::getMessage);
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }
}
