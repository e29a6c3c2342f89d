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
  @Test
  void theSourcesAreTheFilesOfThisModule() throws Exception {
    Path folder = Path.of("").toAbsolutePath();
    List<String> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".sv"))
              .sorted()
              .toList();
    }
    assertEquals(files, Circuit.sources());
    for (String name : files) {
      assertArrayEquals(Files.readAllBytes(folder.resolve(name)), Circuit.source(name), name);
    }
    List<String> paths = new ArrayList<>(List.of("rtl/microgpt_params.sv"));
    files.forEach(name -> paths.add("rtl/" + name));
    assertEquals(paths, Circuit.paths());
    assertFalse(files.contains("microgpt_params.sv"), "this one is generated");
  }

  @Test
  void noOtherFileIsASource() {
    for (String name : List.of("microgpt_params.sv", "Circuit.class", "../x.sv", "")) {
      assertThrows(IllegalArgumentException.class, () -> Circuit.source(name), name);
    }
  }
}
