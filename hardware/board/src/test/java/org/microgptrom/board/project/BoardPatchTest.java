package org.microgptrom.board.project;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.board.bitstream.Readback;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.rtl.Circuit;

/** Another model in the bitstream of a whole board. */
@Tag("slow")
class BoardPatchTest {
  private static final ModelConfig CONFIG = new ModelConfig(1, 4, 2, 8, 8, 12);

  @TempDir Path folder;
  private BoardProject project;
  private Path work;

  @BeforeEach
  void write() throws Exception {
    project = project(bundle("first", CONFIG, 1, 5));
    work = folder.resolve("project");
    project.writeTo(work);
  }

  private Path bundle(String name, ModelConfig config, int lanes, long seed) {
    TestBundle bundle = new TestBundle(config, Weights.MODERATE, lanes, seed);
    Map<String, byte[]> files = new TreeMap<>(bundle.files());
    Circuit.sources().forEach(source -> files.put(Circuit.FOLDER + source, Circuit.source(source)));
    Path path = folder.resolve(name);
    BundleFiles.write(path, BundleFiles.mended(files));
    return path;
  }

  /** A bundle of other formats that the first one's circuit has the shifts for. */
  private Path sameCircuit() throws Exception {
    Path first = folder.resolve("first").resolve(Circuit.PARAMETERS);
    for (long seed = 6; ; seed++) {
      Path other = bundle("other" + seed, CONFIG, 1, seed);
      if (Files.mismatch(first, other.resolve(Circuit.PARAMETERS)) < 0) {
        return other;
      }
    }
  }

  private static BoardProject project(Path bundle) throws Exception {
    try (Bundle opened = Bundle.open(bundle)) {
      return BoardProject.of(
          opened,
          new BoardOptions(
              BoardCatalog.get().named("icebreaker"), 12, BoardOptions.DEFAULT_BAUD, 1));
    }
  }

  private void build(BoardProject from, Path to) throws Exception {
    assertTrue(
        BoardBuilder.of(from, line -> {})
            .orElseThrow()
            .build(from, to, Progress.NONE)
            .build()
            .timingMet());
  }

  /** The patched bitstream is, byte for byte, the one that place and route makes. */
  @Test
  void aPatchIsAsGoodAsAFreshBuild() throws Exception {
    for (String tool : new String[] {"yosys", "nextpnr-ice40", "icepack", "iceunpack"}) {
      ExternalTool.named(tool);
    }
    build(project, work);
    Path other = sameCircuit();
    BoardProject fresh = project(other);
    Path again = folder.resolve("again");
    fresh.writeTo(again);
    build(fresh, again);
    int cases = 0;
    for (String file : new String[] {"microgpt.bin", "microgpt.asc"}) {
      Path patched = folder.resolve(file);
      Path bitstream = work.resolve("build").resolve(file);
      try (Bundle bundle = Bundle.open(other)) {
        BoardPatch.Result result = BoardPatch.of(bitstream, null, bundle).writeTo(patched);
        assertTrue(result.changed() > 500, "only " + result.changed());
        assertEquals(
            Readback.BOARD_IMAGE,
            result.summary().roms().get(result.summary().roms().size() - 1).image());
      }
      assertEquals(-1, Files.mismatch(again.resolve("build").resolve(file), patched));
      try (Bundle bundle = Bundle.open(folder.resolve("first"))) {
        BoardPatch.Result result =
            BoardPatch.of(patched, bitstream.resolveSibling("placed.json"), bundle)
                .writeTo(folder.resolve("back"));
        assertTrue(result.changed() > 500, "only " + result.changed());
      }
      assertEquals(-1, Files.mismatch(bitstream, folder.resolve("back")));
      cases++;
    }
    assertEquals(2, cases);
    requireRefusals(other);
  }

  /** Neither another routing is patched, nor is a file of the project or a wrong name taken. */
  private void requireRefusals(Path other) throws Exception {
    Path build = work.resolve("build");
    Path placement = build.resolve("placed.json");
    String text = Files.readString(build.resolve("microgpt.asc"));
    Matcher logic = Pattern.compile("(?m)^\\.logic_tile .*\n([01]+\n)*?0*1").matcher(text);
    assertTrue(logic.find());
    String rerouted = text.substring(0, logic.end() - 1) + "0" + text.substring(logic.end());
    Map<String, String> damaged =
        Map.of("rerouted.asc", rerouted, "short.asc", text.substring(0, logic.end()));
    int cases = 0;
    for (Map.Entry<String, String> one : damaged.entrySet()) {
      Path file = Files.writeString(folder.resolve(one.getKey()), one.getValue());
      String refused = refused(file, placement, other, folder.resolve("out.asc"));
      assertTrue(refused.contains("not only in what its block RAMs hold"), refused);
      cases++;
    }
    Path packed = build.resolve("microgpt.bin");
    for (String name : new String[] {"placed.json", "netlist.json", "microgpt.bin", "../top.pcf"}) {
      byte[] before = Files.readAllBytes(build.resolve(name));
      String refused = refused(packed, null, other, build.resolve(name));
      assertTrue(refused.contains("is a file of the project"), refused);
      assertArrayEquals(before, Files.readAllBytes(build.resolve(name)), name);
      cases++;
    }
    String binary = refused(packed, null, other, folder.resolve("names.asc"));
    assertTrue(binary.contains("it would be .bin or .bit"), binary);
    String named = refused(build.resolve("microgpt.asc"), null, other, folder.resolve("names.bin"));
    assertTrue(named.contains("it would be .asc or .config"), named);
    assertFalse(Files.exists(folder.resolve("names.bin")));
    assertFalse(Files.exists(folder.resolve("out.asc")));
    assertEquals(2 + 4, cases);
  }

  @Test
  void anotherCircuitIsRefused() throws Exception {
    Path bitstream = Files.createDirectories(work.resolve("build")).resolve("microgpt.bin");
    Path any = folder.resolve("first");
    assertTrue(refused(bitstream, any).contains("microgpt.bin: no such bitstream"));
    Files.write(bitstream, new byte[1]);
    String shape = refused(bitstream, bundle("hidden", new ModelConfig(1, 4, 2, 8, 9, 12), 1, 5));
    assertTrue(shape.contains("microgpt_params.sv:2: the bundle asks for another circuit"), shape);
    assertTrue(shape.contains("hidden 8, ") && shape.contains("hidden 9, "), shape);
    assertTrue(refused(bitstream.getParent(), any).contains("is a folder, a bitstream expected"));
    String lanes = refused(bitstream, bundle("lanes", CONFIG, 4, 5));
    assertTrue(lanes.contains("1 lanes") && lanes.contains("4 lanes"), lanes);
    Files.writeString(work.resolve("rtl/microgpt_core.sv"), "// another\n");
    String source = refused(bitstream, folder.resolve("first"));
    assertTrue(source.contains("microgpt_core.sv:1: the bundle asks for another circuit"), source);
    Files.delete(work.resolve("board.json"));
    assertTrue(refused(bitstream, folder.resolve("first")).contains("board.json"));
    assertFalse(Files.exists(folder.resolve("out")));
  }

  private String refused(Path bitstream, Path bundle) throws Exception {
    return refused(bitstream, null, bundle, folder.resolve("out"));
  }

  private static String refused(Path bitstream, @Nullable Path placement, Path bundle, Path output)
      throws Exception {
    try (Bundle opened = Bundle.open(bundle)) {
      return assertThrows(
              InputException.class,
              () -> BoardPatch.of(bitstream, placement, opened).writeTo(output))
          .getMessage();
    }
  }
}
