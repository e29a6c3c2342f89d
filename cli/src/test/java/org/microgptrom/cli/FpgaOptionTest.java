package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.Json;

/** A bundle that is made for one FPGA. */
@Tag("slow")
class FpgaOptionTest {
  @TempDir Path folder;

  @Test
  void runAndPackChooseTheLanes() {
    Path out = folder.resolve("out");
    Cli told = Cli.ok("run", "--steps", 2, "--fpga", "ice40-up5k", "-o", out);
    assertTrue(
        told.err().contains("pack: for Lattice iCE40UP5K, which holds it as ROM with 2 lanes\n"),
        told.err());
    assertEquals(2, lanes(out.resolve("bundle")));
    Cli.ok("fit", out.resolve("bundle"), "--device", "ice40-up5k");
    Path other = folder.resolve("other");
    Cli.ok("pack", out.resolve("quantized"), "--fpga", "ecp5-85f", "-o", other);
    assertTrue(lanes(other) >= 32, other::toString);
    Cli.ok("fit", other, "--device", "ecp5-85f");
  }

  @Test
  void whatCannotBeIsRefusedBeforeTheTraining() {
    Path out = folder.resolve("out");
    Map<String, List<Object>> cases = new LinkedHashMap<>();
    cases.put("did you mean ice40-up5k?", List.of("--fpga", "ice40up5k"));
    cases.put("--fpga and --lanes: both say", List.of("--fpga", "ice40-up5k", "--lanes", 1));
    cases.put(
        "--fpga ice40-up5k: does not hold a model of layers 4, embd 64",
        List.of("--fpga", "ice40-up5k", "--layers", 4, "--embd", 64));
    cases.put(
        "the nearest shape that fits as ROM with 2 lanes, 14,792 tokens/s at the last position: --layers 1 --embd 16",
        List.of("--fpga", "ice40-up5k", "--embd", 64));
    cases.put("--device", List.of("--device", "ice40-up5k"));
    cases.forEach(
        (message, options) -> {
          Object[] arguments = new Object[options.size() + 3];
          List.of("run", "-o", out).toArray(arguments);
          for (int i = 0; i < options.size(); i++) {
            arguments[3 + i] = options.get(i);
          }
          String told = Cli.refused(arguments);
          assertTrue(told.contains(message), told);
          assertTrue(Files.notExists(out), message);
        });
    assertEquals(5, cases.size());
  }

  private static int lanes(Path bundle) {
    return Json.read(bundle.resolve("manifest.json"), JsonNode.class)
        .path("memory_map")
        .path("lanes")
        .asInt();
  }
}
