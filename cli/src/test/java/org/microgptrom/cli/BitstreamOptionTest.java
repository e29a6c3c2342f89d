package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code verify --bitstream} refuses before it reads anything else. */
class BitstreamOptionTest {
  @TempDir Path folder;

  @Test
  void whatDoesNotGoWithABitstreamIsRefused() throws Exception {
    Cli.ok("run", "--steps", 2, "-o", folder.resolve("made"));
    Path bundle = folder.resolve("made/bundle");
    Path file = Files.writeString(folder.resolve("bitstream.bin"), "no bitstream");
    assertRefused("is no bitstream of an iCE40 or ECP5", bundle, "--bitstream", file);
    assertRefused("add --bitstream FILE", bundle, "--placement", file);
    assertRefused("does not go with --bitstream", bundle, "--bitstream", file, "--tokens", 100);
    Path text = Files.writeString(folder.resolve("a.asc"), ".device 5k\n");
    assertRefused("placed.json: no such placement", bundle, "--bitstream", text);
    assertRefused(
        folder + ": is a folder, the JSON file",
        bundle,
        "--bitstream",
        text,
        "--placement",
        folder);
    assertRefused(
        "does not go with --bitstream", bundle, "--target", "talos-v2", "--bitstream", file);
  }

  private static void assertRefused(String reason, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = "verify";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    String told = Cli.refused(all);
    assertTrue(told.contains(reason), told);
  }
}
