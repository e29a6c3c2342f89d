package org.microgptrom.talos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.io.InputException;

class TalosRomTest {
  private static final short[] WORDS = {Short.MIN_VALUE, -1, 0, 1, Short.MAX_VALUE, 0x1abc};

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    for (ParameterSpec spec : TalosModel.CONFIG.parameters()) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < spec.size(); i++) {
        text.append(String.format(Locale.ROOT, "%04x\n", WORDS[i % WORDS.length] & 0xFFFF));
      }
      Files.writeString(file(spec.name()), text);
    }
  }

  private Path file(String tensor) {
    return folder.resolve(tensor.replace('.', '_') + "_q12.hex");
  }

  @Test
  void readsEveryWordFromTheFolderAndFromTheOneAbove() throws IOException {
    assertRead(folder);
    Path project = Files.createDirectory(folder.resolve("project"));
    Path generated = Files.createDirectory(project.resolve("generated"));
    for (String name : TalosRom.fileNames()) {
      Files.copy(folder.resolve(name), generated.resolve(name));
    }
    assertRead(project);
  }

  @Test
  void aFolderWithoutItsFilesIsNotImported() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    InputException e =
        assertThrows(InputException.class, () -> TalosImporter.read(empty, Optional.empty()));
    assertTrue(e.getMessage().contains("wte_q12.hex: no such file"), e::getMessage);
  }

  private static void assertRead(Path path) {
    TalosRom rom = TalosRom.read(path);
    assertEquals(9, rom.model().weights().size());
    rom.model()
        .weights()
        .forEach(
            (name, words) -> {
              short[] expected = new short[words.length];
              for (int i = 0; i < expected.length; i++) {
                expected[i] = WORDS[i % WORDS.length];
              }
              assertArrayEquals(expected, words, name);
            });
    assertEquals("abcdefghijklmnopqrstuvwxyz", String.join("", rom.vocabulary().symbols()));
  }

  @Test
  void malformedFilesAreRefusedWithThePlace() throws IOException {
    String right = Files.readString(file("wpe"), StandardCharsets.ISO_8859_1);
    Map<String, String> defects = new LinkedHashMap<>();
    defects.put(
        "", ":1:1: expected a lower-case hexadecimal digit of word 1 of 256 (wpe), found the end");
    defects.put(right.substring(0, 5 * 200), ":201:1: expected a lower-case hexadecimal digit of");
    defects.put(right.substring(0, 5 * 256 - 1), ":256:5: expected a line feed of word 256");
    defects.put(right.substring(0, 5 * 256 - 3), ":256:3: expected a lower-case hexadecimal digit");
    defects.put(right + "0000\n", ":257:1: goes on after the 256 words of wpe");
    defects.put(right + "\n", ":257:1: goes on after");
    defects.put(
        right.replace("\n", "\r\n"),
        ":1:5: expected a line feed of word 1 of 256 (wpe), found byte 0x0d");
    defects.put(
        right.toUpperCase(Locale.ROOT), ":2:1: expected a lower-case hexadecimal digit of word 2");
    defects.put(
        right.replaceFirst("ffff", "fffg"), ":2:4: expected a lower-case hexadecimal digit");
    defects.put(right.replaceFirst("ffff", "fffff"), ":2:5: expected a line feed of word 2");
    defects.put(right.replaceFirst("ffff", "fff"), ":2:4: expected a lower-case hexadecimal digit");
    defects.put(
        right.replaceFirst("ffff", "-001"), ":2:1: expected a lower-case hexadecimal digit");
    defects.put(right.replaceFirst("0001", "xxxx"), ":4:1: expected");
    defects.put("// wpe\n" + right, ":1:1: expected");
    defects.put("@0\n" + right, ":1:1: expected");
    defects.put("\n" + right, ":1:1: expected");
    defects.put("\ufeff" + right, ":1:1: expected");
    defects.put(right.replace('\n', ' '), ":1:5: expected a line feed");
    int refused = 0;
    for (Map.Entry<String, String> defect : defects.entrySet()) {
      Files.writeString(file("wpe"), defect.getKey());
      requireRefused(file("wpe") + defect.getValue());
      refused++;
    }
    byte[] binary = new byte[512];
    Arrays.fill(binary, (byte) 0xFF);
    Files.write(file("wpe"), binary);
    requireRefused(file("wpe") + ":1:1: expected a lower-case hexadecimal digit");
    Files.delete(file("wpe"));
    requireRefused(file("wpe") + ": no such file");
    assertEquals(18, refused);
    folder = folder.resolve("nowhere");
    requireRefused(folder + ": is no folder");
  }

  private void requireRefused(String message) {
    InputException e = assertThrows(InputException.class, () -> TalosRom.read(folder), message);
    assertTrue(e.getMessage().startsWith(message), () -> message + "\n" + e.getMessage());
  }
}
