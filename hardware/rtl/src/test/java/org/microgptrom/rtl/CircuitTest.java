package org.microgptrom.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static final Path HDL = Path.of("hdl");

  @Test
  void theSourcesAreTheFilesOfThisModule() throws Exception {
    List<String> core = sources("core");
    List<String> simulation = sources("sim");
    List<String> names = Stream.of(core, simulation).flatMap(List::stream).sorted().toList();
    assertEquals(names, Circuit.sources());
    for (String folder : List.of("core", "sim")) {
      for (String name : sources(folder)) {
        byte[] file = Files.readAllBytes(HDL.resolve(folder).resolve(name));
        assertArrayEquals(file, Circuit.source(name), name);
      }
    }
    List<String> paths = new ArrayList<>(List.of("rtl/microgpt_params.sv"));
    names.forEach(name -> paths.add("rtl/" + name));
    assertEquals(paths, Circuit.paths());
    assertEquals(simulation.stream().map("rtl/"::concat).toList(), Circuit.simulationPaths());
    paths.removeAll(Circuit.simulationPaths());
    assertEquals(paths, Circuit.synthesisPaths());
    assertEquals(1 + core.size(), paths.size());
    assertFalse(names.contains("microgpt_params.sv"), "this one is generated");
  }

  @Test
  void noOtherFileIsASource() {
    for (String name :
        List.of("microgpt_params.sv", "Circuit.class", "../x.sv", "microgpt_core.f", "")) {
      assertThrows(IllegalArgumentException.class, () -> Circuit.source(name), name);
    }
  }

  private static List<String> sources(String folder) throws Exception {
    try (Stream<Path> files = Files.list(HDL.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
