package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Interleaving;

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
        "--embd 16 --vocab 1; --vocab: must be in 2..4097, not 1",
        "--vocab 1; --vocab: must be in 2..4097, not 1",
        "--embd 16 --lanes 3; lanes must be a power of two in 1..256, not 3",
        "--embd 16 --streams 9; --streams: must be in 1..8, not 9",
        "--embd 16 --streams 4 --units 3; units must divide the 4 streams, which 3 does not",
        "--embd 16 --streams 4 --units 8; units must be in 1..4, the number of streams, not 8",
        "--units 2; --units: needs a model",
        "--lanes 4; --lanes: needs a model",
        "--precompute; --precompute: needs a model",
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
    assertTrue(told.out().contains("tokens/s  of 2 streams "), told.out());
    JsonNode all = facts.path("all_streams").path(0);
    long shared = Interleaving.drawnCycles(config, 8, Variant.ofStreams(2))[15];
    assertEquals(shared, all.path("cycles_last").asLong());
    assertTrue(shared > plan.path("cycles_last").asLong(), facts::toString);
    double perSecond = 2 * plan.path("mhz").asDouble() * 1e6 / shared;
    assertEquals(perSecond, all.path("tokens_per_second").asDouble(), 1);
    // Without lanes of its own, any number will do.
    assertTrue(Cli.ok("fit", model, "--device", "ecp5-25f").out().contains("ecp5-25f  ROM     "));
  }

  /** Two units need twice the lanes, and no multipliers for squares and interpolation. */
  @Test
  void unitsBringTheirOwnLanes() throws IOException {
    Path model = Files.createDirectory(folder.resolve("quantized"));
    ModelConfig config = new ModelConfig(1, 16, 4, 16, 64, 27);
    QuantizedCodec.writeInto(
        model, RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1));
    Path bundle = folder.resolve("bundle");
    Cli.ok("pack", model, "--lanes", 4, "--streams", 4, "--units", 2, "-o", bundle);
    Path json = folder.resolve("fit.json");
    Cli told = Cli.ok("fit", bundle, "--device", "ecp5-85f", "--json", json);
    JsonNode facts = Json.read(json, JsonNode.class);
    assertEquals(2, facts.path("units").asInt());
    int needed = facts.path("plans").path(0).path("multipliers").path("needed").asInt();
    assertEquals(2 * 4 + 4 * 3, needed);
    JsonNode together = facts.path("together");
    assertTrue(together.path("tokens_per_second").asDouble() > 500_000, together::toString);
    assertTrue(
        told.out().contains("full of circuits, an estimate that no router has confirmed: "),
        told.out());
    assertTrue(Cli.ok("inspect", bundle).out().contains("4 streams on 2 units"));
    String refused = Cli.refused("pack", model, "--streams", 3, "--units", 2, "-o", bundle);
    assertTrue(refused.contains("--units: units must divide the 3 streams"), refused);
  }

  /** Fewer cycles, fewer multipliers, more blocks; what can't be precomputed is refused. */
  @Test
  void theFirstLayerFromRom() throws IOException {
    ModelConfig config = new ModelConfig(1, 16, 4, 16, 64, 27);
    Path model = Files.createDirectory(folder.resolve("quantized"));
    QuantizedCodec.writeInto(
        model, RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1));
    Path bundle = folder.resolve("bundle");
    Cli.ok("pack", model, "--lanes", 64, "--precompute", "-o", bundle);
    Path json = folder.resolve("fit.json");
    Cli told = Cli.ok("fit", bundle, "--device", "ecp5-85f", "--json", json);
    JsonNode facts = Json.read(json, JsonNode.class);
    assertTrue(facts.path("precomputed").asBoolean());
    JsonNode plan = facts.path("plans").path(0);
    assertEquals(145, plan.path("cycles_last").asInt());
    assertEquals(64 + 7, plan.path("multipliers").path("needed").asInt());
    assertTrue(told.out().contains(" first layer          1728 x 256         1 "), told.out());
    Path shape = folder.resolve("shape.json");
    Cli.ok(
        "fit",
        "--embd",
        16,
        "--lanes",
        64,
        "--precompute",
        "--device",
        "ecp5-85f",
        "--json",
        shape);
    assertEquals(plan, Json.read(shape, JsonNode.class).path("plans").path(0));
    int compared = 0;
    assertTrue(Cli.ok("inspect", bundle).out().contains("first_layer"));
    assertTrue(Cli.ok("verify", bundle).out().contains("PASSED"));
    // Token 1 at position 2 of 16, in four words each: (1 * 16 + 2) * 4; q is lowest in a word.
    Path walk = folder.resolve("walk.json");
    String explained = Cli.ok("explain", bundle, "--text", "ab", "--json", walk).out();
    assertTrue(
        explained.contains("\n  first_layer 0x0048..0x004b (72..75), 4 words of 256 bits\n"),
        explained);
    JsonNode words = Json.read(walk, JsonNode.class).path("first_layer");
    assertEquals(72, words.path("first").asInt());
    assertEquals(75, words.path("last").asInt());
    List<String> rom =
        Files.readAllLines(bundle.resolve("rom/readmemh/first_layer.mem")).stream()
            .filter(line -> line.matches("[0-9a-f]{64}"))
            .toList();
    for (JsonNode step : Json.read(walk, JsonNode.class).path("walk").path("steps")) {
      if (step.path("site").asText().equals("q")) {
        for (int i = 0; i < 16; i++) {
          String word = rom.get(72 + i / 4);
          int end = word.length() - 4 * (i % 4);
          int value = (short) Integer.parseInt(word.substring(end - 4, end), 16);
          assertEquals(step.path("words").path(i).asInt(), value);
          compared++;
        }
      }
    }
    assertEquals(16, compared);
    // On a device without the blocks it fits from the embedding on.
    told = Cli.run("fit", bundle, "--device", "ice40-up5k", "--json", json);
    assertEquals(ExitCode.DIFFERENCE, told.exitCode());
    assertTrue(told.out().contains(": pack --lanes 2, without --precompute\n"), told.out());
    String refused =
        Cli.refused("fit", "--embd", 64, "--context", 512, "--vocab", 27, "--precompute");
    assertTrue(refused.contains("words of ROM, more than the 32,768"), refused);
    // Before the training, which would be in vain.
    refused = Cli.refused("run", "--context", 1024, "--precompute", "-o", folder.resolve("run"));
    assertTrue(refused.contains("--precompute: the first layer of 27 symbols at 1024"), refused);
  }

  /** A clamp in the first layer could not be told; nothing is written. */
  @Test
  void aFirstLayerWithClampedWordsIsRefused() throws IOException {
    Path model = Files.createDirectory(folder.resolve("quantized"));
    QuantizedCodec.writeInto(
        model,
        RandomModels.quantized(
            new ModelConfig(1, 4, 1, 2, 4, 3), RandomModels.Weights.FULL_SCALE, 2));
    Path bundle = folder.resolve("bundle");
    String refused = Cli.refused("pack", model, "--precompute", "-o", bundle);
    assertTrue(refused.contains(" has clamped words in the first layer"), refused);
    assertFalse(Files.exists(bundle));
  }

  @Test
  void aNamedDeviceThatIsTooSmallIsADifference() {
    Cli told = Cli.run("fit", "--layers", 4, "--embd", 64, "--device", "ice40-up5k");
    assertEquals(ExitCode.DIFFERENCE, told.exitCode());
    assertTrue(told.out().contains(" ice40-up5k  no "), told.out());
    assertTrue(
        told.out()
            .contains(
                "the nearest shape that fits as ROM with 2 lanes, 14,792 tokens/s at the last position:"
                    + " --layers 1 --embd 16 --heads 4 --hidden 64 --context 16"),
        told.out());
    assertEquals("", told.err());
    assertEquals(
        ExitCode.OK,
        Cli.run("fit", "--layers", 1, "--embd", 16, "--heads", 4, "--device", "ice40-up5k")
            .exitCode());
  }

  /** The default model with pack's 16 lanes on the smallest device that holds it with others. */
  @Test
  void otherLanesAreTriedWhereTheBundlesDoNotFit() throws IOException {
    Path bundle = pack(new ModelConfig(1, 16, 4, 16, 64, 27), 16, 1);
    Path json = folder.resolve("fit.json");
    Cli told = Cli.run("fit", bundle, "--device", "ice40-up5k", "--json", json);
    assertEquals(ExitCode.DIFFERENCE, told.exitCode());
    assertTrue(told.out().contains(" ice40-up5k  no; ROM with --lanes 2 "), told.out());
    assertTrue(
        told.out().contains("with 2 lanes, 14,792 tokens/s at the last position: pack --lanes 2\n"),
        told.out());
    JsonNode facts = Json.read(json, JsonNode.class);
    JsonNode instead = facts.path("alternatives").path(0);
    assertEquals(facts.path("config"), instead.path("config"));
    assertEquals(2, instead.path("plan").path("lanes").asInt());
    assertEquals(0, facts.path("plans").path(0).path("fits_as").size());
    // In the table of all devices, too.
    String all = Cli.ok("fit", bundle).out();
    assertEquals(2, all.lines().filter(line -> line.contains(" no; ROM with --lanes ")).count());
    // With the lanes that it says, the bundle fits.
    assertEquals(
        ExitCode.OK, Cli.run("fit", bundle, "--device", "ice40-up5k", "--lanes", 2).exitCode());
  }

  @Test
  void fewerStreamsAreTriedToo() throws IOException {
    Path bundle = pack(new ModelConfig(1, 16, 4, 16, 64, 27), 2, 2);
    Cli told = Cli.run("fit", bundle, "--device", "ice40-up5k");
    assertEquals(ExitCode.DIFFERENCE, told.exitCode());
    assertTrue(told.out().contains(": pack --lanes 2 --streams 1\n"), told.out());
  }

  @Test
  void aShorterContextIsTheLastResort() {
    Cli told =
        Cli.run("fit", "--embd", 4, "--heads", 1, "--context", 4096, "--device", "ice40-up5k");
    assertEquals(ExitCode.DIFFERENCE, told.exitCode());
    assertTrue(told.out().matches("(?s).* --heads 1 --hidden 8 --context 512\n.*"), told.out());
    Cli none = Cli.run("fit", "--embd", 64, "--vocab", 513, "--device", "ice40-hx8k");
    assertEquals(ExitCode.DIFFERENCE, none.exitCode());
    assertTrue(none.out().contains("it holds no smaller model, either"), none.out());
  }

  private Path pack(ModelConfig config, int lanes, int streams) throws IOException {
    Path model = Files.createDirectory(folder.resolve("quantized"));
    QuantizedCodec.writeInto(
        model, RandomModels.quantized(config, RandomModels.Weights.MODERATE, 1));
    Path bundle = folder.resolve("bundle");
    Cli.ok("pack", model, "--lanes", lanes, "--streams", streams, "-o", bundle);
    return bundle;
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
