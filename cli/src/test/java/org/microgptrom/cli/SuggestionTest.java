package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was perhaps meant, asked by the message of every kind of wrong name. */
class SuggestionTest {
  @TempDir Path folder;

  @Test
  void theNearestNameIsAskedFor() throws Exception {
    Path near = Files.createDirectories(folder.resolve("out/bundle"));
    Path text = Files.writeString(folder.resolve("cities.txt"), "paris\n");
    Path options = Files.writeString(folder.resolve("options"), "stesp = 3\n");
    Map<List<Object>, String> cases = new LinkedHashMap<>();
    cases.put(List.of("trian"), "train");
    cases.put(List.of("datasets", "lits"), "list");
    cases.put(List.of("verify", near, "--rlt", "auto"), "--rtl");
    cases.put(List.of("train", "--step=3"), "--steps");
    cases.put(List.of("train", "--engine", "vectr"), "vector");
    cases.put(List.of("train", "--recipe", "micorgpt"), "microgpt");
    cases.put(List.of("verify", near, "--rtl", "icaros"), "icarus");
    cases.put(List.of("verify", near, "--target", "talos"), "talos-v2");
    cases.put(List.of("export", near, "--format", "safetensor"), "safetensors");
    cases.put(List.of("run", "--format", "rawle"), "raw-le");
    cases.put(List.of("run", "--primitive", "ice40"), "ice40-ebr");
    cases.put(List.of("datasets", "show", "nams"), "names");
    cases.put(List.of("train", "--corpus", "makemore"), "makemore-names");
    cases.put(List.of("fit", "--device", "ecp5-84f"), "ecp5-85f");
    cases.put(List.of("train", "--config", options), "steps");
    cases.put(List.of("verify", folder.resolve("out/bundel")), near.toString());
    cases.put(List.of("inspect", folder.resolve("uot/bundle")), near.toString());
    cases.put(List.of("train", "--data", folder.resolve("citis.txt")), text.toString());
    cases.put(List.of("quantize", folder.resolve("out/bundl")), near + "?");
    cases.put(List.of("convert", folder.resolve("citie.txt"), "a.mem", "--from", "mif"), "cities");
    cases.put(List.of("import", folder.resolve("cities.text")), text.toString());
    cases.put(List.of("verify", "merge", folder.resolve("optoins")), options.toString());
    for (Map.Entry<List<Object>, String> each : cases.entrySet()) {
      String message = Cli.refused(each.getKey().toArray());
      assertTrue(
          message.contains("did you mean ") && message.contains(each.getValue()),
          () -> each + "\n" + message);
    }
    assertEquals(22, cases.size());
  }

  @Test
  void whatNobodyMeantIsNotAskedFor() {
    List<List<Object>> cases =
        List.of(
            List.of("xyz"),
            List.of("train", "--xyz"),
            List.of("train", "--engine", "xyz"),
            List.of("run", "--format", "xyz"),
            List.of("verify", folder.resolve("xyz")),
            List.of("verify", folder.resolve("none/of/these")));
    for (List<Object> each : cases) {
      assertFalse(Cli.refused(each.toArray()).contains("did you mean"), each::toString);
    }
    assertEquals(6, cases.size());
  }
}
