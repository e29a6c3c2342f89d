package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.RandomModels;

class FitCommandTest {
  @TempDir Path folder;

  /** Rows: arguments; words of the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--embd 16 --device ecp5-84f; did you mean ecp5-85f?",
        "--device vu9p; did you mean xcvu9p?",
        "--embd 18 --heads 4; embd must be a multiple of heads: 18 is not a multiple of 4",
        "--embd 9000 --heads 4; --embd: must be in 1..8192, not 9000",
        "--embd 16 --vocab 1; --vocab: must be in 2..513, not 1",
        "--vocab 1; --vocab: must be in 2..513, not 1",
        "--embd 16 --lanes 3; lanes must be a power of two in 1..256, not 3",
        "--embd 16 --streams 9; --streams: must be in 1..8, not 9",
        "--lanes 4; --lanes: needs a model",
        "--layers 64 --embd 8192 --hidden 32768 --lanes 1; 2,147,483,647 can be addressed",
        "nowhere --embd 16; nowhere: has a shape of its own",
        "nowhere; no such file or folder"
      })
  void badRequestsAreRefused(String arguments, String message) {
    String told = Cli.refused((Object[]) ("fit " + arguments).split(" ", -1));
    assertTrue(told.contains(message), told);
  }

  @Test
  void aBundleBringsItsLanesAndFormats() throws IOException {
    ModelConfig config = new ModelConfig(2, 16, 4, 16, 64, 27);
    Path model = Files.createDirectory(folder.resolve("quantized"));
    QuantizedCodec.writeInto(
        model, RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1));
    Path bundle = folder.resolve("bundle");
    Cli.ok("pack", model, "--lanes", 8, "--streams", 2, "-o", bundle);
    Path json = folder.resolve("fit.json");
    Cli told = Cli.ok("fit", bundle, "--device", "ecp5-25f", "--json", json);
    assertTrue(told.out().contains(" ecp5-25f  ROM "), told.out());
    JsonNode facts = Json.read(json, JsonNode.class);
    assertEquals("microgpt-rom fit", facts.path("format").asText());
    assertEquals(2, facts.path("streams").asInt());
    assertEquals(config.parameterCount(), facts.path("size").path("parameters").asLong());
    JsonNode plan = facts.path("plans").path(0);
    assertEquals(8, plan.path("lanes").asInt());
    assertEquals("ROM", plan.path("fits_as").path(0).asText());
    assertEquals(8 + 2 * 7, plan.path("multipliers").path("needed").asInt());
    // Without lanes of its own, any number will do.
    assertTrue(Cli.ok("fit", model, "--device", "ecp5-25f").out().contains("ecp5-25f  ROM     "));
  }

  @Test
  void aNamedDeviceThatIsTooSmallIsADifference() {
    Cli told = Cli.run("fit", "--layers", 4, "--embd", 64, "--device", "ice40-up5k");
    assertEquals(ExitCode.DIFFERENCE, told.exitCode());
    assertTrue(told.out().contains(" ice40-up5k  no "), told.out());
    assertEquals("", told.err());
  }

  @Test
  void theLargestModelOfADevice() {
    String out = Cli.ok("fit", "--device", "ice40-up5k", "--context", 8, "--vocab", 20).out();
    assertTrue(out.startsWith("context 8, 20 symbols"), out);
    assertTrue(out.contains("7,680 16-bit words of ROM"), out);
    assertTrue(out.lines().anyMatch(line -> line.matches(" +4  ROM +[0-9],[0-9]{3} .*")), out);
  }

  @Test
  void aShapeComesFromAFileOfOptionsToo() throws IOException {
    Path options = Files.writeString(folder.resolve("options"), "embd = 32\nvocab = 30\n");
    String out = Cli.ok("fit", "--config", options, "--device", "ecp5-45f").out();
    assertTrue(out.contains("embd 32, heads 4, context 16, hidden 128, 30 symbols"), out);
  }
}
