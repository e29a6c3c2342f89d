package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.rtl.tools.HdlTool;

/** Commands that read a bundle take the folder of run, and find what a kill left aside. */
@Tag("slow")
class RunFolderTest {
  /** Larger than any process id, as in the tests of what writes such names. */
  private static final int DEAD = 999_999_999;

  @TempDir static Path shared;
  private static Path out;

  @TempDir Path folder;

  @BeforeAll
  static void run() {
    out = shared.resolve("out");
    Cli.ok("run", "-q", "--steps", "20", "--embd", "8", "--heads", "2", "-o", out);
  }

  /** What reads a bundle, its place empty. */
  private static List<List<Object>> readers(Path path) {
    return List.of(
        List.of("verify", path),
        List.of("inspect", path),
        List.of("sample", path, "--count", "3"),
        List.of("fit", path, "--device", "ecp5-25f"),
        List.of("explain", path, "--text", "a"),
        List.of("diff", path, out.resolve("bundle"), "-q"),
        List.of("diff", out.resolve("bundle"), path, "-q"),
        List.of("evaluate", path, "-q"));
  }

  @Test
  void theFolderOfRunStandsForItsBundle() {
    List<List<Object>> ofBundle = readers(out.resolve("bundle"));
    List<List<Object>> ofFolder = readers(out);
    for (int i = 0; i < ofFolder.size(); i++) {
      Cli expected = Cli.ok(ofBundle.get(i).toArray());
      assertEquals(expected.out(), Cli.ok(ofFolder.get(i).toArray()).out());
      assertFalse(expected.out().isBlank());
    }
    Path exported = folder.resolve("of-folder.npz");
    Cli.ok("export", out, "--format", "npz", "-o", exported);
    assertTrue(Files.exists(exported));
    assertEquals(8, ofFolder.size());
  }

  @Test
  void aDamagedBundleInTheFolderIsTheOneThatIsRead() throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("run/bundle"));
    Files.writeString(bundle.resolve("manifest.json"), "{}");
    List<List<Object>> commands = new ArrayList<>(readers(bundle.getParent()));
    if (HdlTool.find("yosys").isPresent() && HdlTool.find("nextpnr-ice40").isPresent()) {
      commands.add(List.of("synth", bundle.getParent(), "--device", "ice40-up5k"));
    }
    commands.add(List.of("report", bundle.getParent(), "-o", folder.resolve("page.html")));
    for (List<Object> command : commands) {
      String message = Cli.refused(command.toArray());
      assertTrue(message.contains(bundle.resolve("manifest.json").toString()), message);
    }
    assertTrue(commands.size() >= 9);
  }

  @Test
  void whatAKillLeftAsideIsMovedBackByEveryReader() throws IOException {
    int moved = 0;
    for (Path read : List.of(out, out.resolve("bundle"))) {
      for (List<Object> command : readers(read)) {
        Path aside = aside("bundle");
        Cli.ok(command.toArray());
        assertFalse(Files.exists(aside), command::toString);
        moved++;
      }
    }
    for (String stage : List.of("checkpoint", "quantized")) {
      for (String command : List.of("inspect", "fit", "evaluate")) {
        aside(stage);
        Cli.ok(command, out.resolve(stage));
        moved++;
      }
    }
    aside("quantized");
    Cli.ok("sample", out.resolve("quantized"));
    aside("checkpoint");
    Cli.ok("export", out, "-o", folder.resolve("model.safetensors"));
    assertEquals(22, moved);
  }

  private static Path aside(String stage) throws IOException {
    return Files.move(out.resolve(stage), out.resolve("." + stage + ".previous-" + DEAD + "-1"));
  }

  @Test
  void aRomFolderOfTalosIsMovedBackToo() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    Cli.train(checkpoint, 1);
    Path rom = folder.resolve("talos");
    Cli.ok("pack", checkpoint, "--target", "talos-v2", "-o", rom);
    List<List<Object>> commands =
        List.of(
            List.of("inspect", rom),
            List.of("sample", rom, "--target", "talos-v2", "--count", "1"),
            List.of("verify", rom, "--target", "talos-v2"));
    for (List<Object> command : commands) {
      Files.move(rom, folder.resolve(".talos.previous-" + DEAD + "-1"));
      Cli.ok(command.toArray());
      assertTrue(Files.exists(rom), command::toString);
    }
    assertEquals(3, commands.size());
  }
}
