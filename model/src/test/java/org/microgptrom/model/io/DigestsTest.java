package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestsTest {
  /** The examples NIST publishes for SHA-256. */
  @Test
  void givesThePublishedDigests(@TempDir Path folder) throws IOException {
    requireDigest(folder, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    requireDigest(
        folder, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    requireDigest(
        folder,
        "a".repeat(1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }

  private static void requireDigest(Path folder, String text, String expected) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.US_ASCII);
    assertEquals(expected, Digests.sha256(content));
    assertEquals(expected, Digests.sha256(Files.write(folder.resolve("file"), content)));
  }
}
