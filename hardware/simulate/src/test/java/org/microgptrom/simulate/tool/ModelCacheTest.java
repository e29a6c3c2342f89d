package org.microgptrom.simulate.tool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;

/** Programs are kept, found again, and not believed when they are damaged. */
class ModelCacheTest {
  private static final String KEY = "ab".repeat(32);

  @TempDir Path folder;

  private ModelCache cache() {
    return new ModelCache(Optional.of(folder.resolve("models")));
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("models"))) {
      return files.toList();
    }
  }

  private Path program(String text) throws IOException {
    return Files.writeString(folder.resolve("program"), text);
  }

  @Test
  void theEnvironmentMovesItAndSwitchesItOff() {
    Path home = folder.toAbsolutePath();
    assertEquals(
        Optional.of(home.resolve(".cache/microgpt-rom/models")),
        ModelCache.of(Map.of("XDG_CACHE_HOME", "relative"), home).folder());
    assertEquals(
        Optional.of(home.resolve("x/microgpt-rom/models")),
        ModelCache.of(Map.of("XDG_CACHE_HOME", home.resolve("x").toString()), home).folder());
    assertEquals(
        Optional.of(Path.of("own/models")),
        ModelCache.of(Map.of("MICROGPT_ROM_CACHE", "own"), home).folder());
    ModelCache off = ModelCache.of(Map.of("MICROGPT_ROM_MODEL_CACHE", "off"), home);
    assertEquals(Optional.empty(), off.folder());
    off.keep(KEY, folder);
    assertFalse(off.fetch(KEY, folder.resolve("p")));
  }

  @Test
  void aDamagedEntryIsRemoved() throws IOException {
    Path copy = folder.resolve("new/program");
    assertFalse(cache().fetch(KEY, copy));
    cache().keep(KEY, program("right"));
    assertTrue(cache().fetch(KEY, copy));
    assertEquals("right", Files.readString(copy));
    assertTrue(Files.isExecutable(copy));
    assertFalse(cache().fetch("cd".repeat(32), copy));
    Files.writeString(entries().get(0), "wrong");
    assertFalse(cache().fetch(KEY, copy));
    assertEquals(List.of(), entries());
  }

  @Test
  void thoseUsedLastAreKept() throws IOException {
    for (int i = 0; i < ModelCache.ENTRIES + 3; i++) {
      String key = String.format("%064x", i);
      cache().keep(key, program("p" + i));
      for (Path entry : entries()) {
        if (entry.getFileName().toString().startsWith(key)) {
          Files.setLastModifiedTime(entry, FileTime.fromMillis(1_000_000L * (i + 1)));
        }
      }
    }
    assertEquals(ModelCache.ENTRIES, entries().size());
    assertFalse(cache().fetch(String.format("%064x", 2), folder.resolve("p")));
    assertTrue(cache().fetch(String.format("%064x", 3), folder.resolve("p")));
  }

  @Test
  void manyAtOnce() throws Exception {
    byte[] large = "program".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    Path program = Files.write(folder.resolve("program"), large);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> users =
          IntStream.range(0, 40)
              .<Callable<Boolean>>mapToObj(
                  i ->
                      () -> {
                        Path copy = folder.resolve("own" + i).resolve("p");
                        boolean found = cache().fetch(KEY, copy);
                        if (found) {
                          assertArrayEquals(large, Files.readAllBytes(copy));
                        } else {
                          cache().keep(KEY, program);
                        }
                        return found;
                      })
              .toList();
      for (Future<Boolean> user : threads.invokeAll(users)) {
        user.get();
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(1, entries().size());
    assertTrue(cache().fetch(KEY, folder.resolve("last/p")));
  }

  /**
   * Two models of one shape share a program, which reads the ROM of where it runs: a word that
   * differs there fails the self-test. A changed source is another program.
   */
  @Test
  @Tag("slow")
  void oneProgramServesAllModelsOfAShape() throws Exception {
    ExternalTool.named("verilator");
    ExternalTool.named("iverilog");
    Map<String, byte[]> first = files(1);
    Map<String, byte[]> second = files(2);
    String results = result("first", first, true, true);
    assertTrue(results.startsWith("SELFTEST ok\n"), results);
    assertEquals(withoutEnd(result("i", first, false, true)), withoutEnd(results));
    String other = result("second", second, true, false);
    assertTrue(other.startsWith("SELFTEST ok\n"), other);
    assertFalse(other.equals(results));
    assertEquals(withoutEnd(result("i2", second, false, true)), withoutEnd(other));
    String rom =
        first.keySet().stream().filter(p -> p.endsWith("/weights_lanes.mem")).findAny().get();
    String text = new String(first.get(rom), StandardCharsets.UTF_8);
    int digit = text.lastIndexOf('\n', text.length() - 2) + 1;
    String flipped =
        text.substring(0, digit)
            + (text.charAt(digit) == '0' ? '1' : '0')
            + text.substring(digit + 1);
    String wrong =
        result("flipped", BundleFiles.mended(BundleFiles.with(first, rom, flipped)), true, false);
    assertTrue(wrong.startsWith("SELFTEST bad\n"), wrong);
    Files.write(entries().get(0), new byte[] {1});
    assertEquals(results, result("damaged", first, true, true));
    String bench = Circuit.FOLDER + "microgpt_bench.sv";
    String source = new String(first.get(bench), StandardCharsets.UTF_8) + "// another\n";
    result("changed", BundleFiles.mended(BundleFiles.with(first, bench, source)), true, true);
    assertEquals(2, entries().size());
  }

  private static Map<String, byte[]> files(long seed) {
    TestBundle content =
        new TestBundle(new ModelConfig(1, 4, 1, 4, 8, 5), RandomModels.Weights.MODERATE, 4, seed);
    Map<String, byte[]> files = new LinkedHashMap<>(content.files());
    Circuit.sources().forEach(name -> files.put(Circuit.FOLDER + name, Circuit.source(name)));
    return BundleFiles.mended(files);
  }

  private String result(String name, Map<String, byte[]> files, boolean verilator, boolean compiles)
      throws Exception {
    Path path = BundleFiles.write(folder.resolve(name), files);
    try (Bundle bundle = Bundle.open(path);
        Workspace workspace = Workspace.of(bundle)) {
      Compiler compiler =
          verilator ? new Verilator(new VerilatorOptions("-O0", "-O0"), cache()) : new Icarus();
      Simulator.Build build = new Sources(compiler, WeightBus.NONE).build(workspace, false);
      if (verilator) { // all that it writes beside the program
        assertEquals(
            compiles, Files.exists(workspace.folder().resolve("plain/Vmicrogpt_bench.mk")), name);
      }
      Files.writeString(
          workspace.folder().resolve("s.txt"), "4096 77 4 0 1 4\n4096 5 4 1 1 4\n0 0 0 0 2 1 3\n");
      build.run(List.of("+stimulus=s.txt", "+result=r.txt"));
      return Files.readString(workspace.folder().resolve("r.txt"));
    }
  }

  /** Simulators may count one cycle more or less at the very end. */
  private static String withoutEnd(String result) {
    assertTrue(result.contains("\nDONE "), result);
    return result.substring(0, result.indexOf("\nDONE "));
  }
}
