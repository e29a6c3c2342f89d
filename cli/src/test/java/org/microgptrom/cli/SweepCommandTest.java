package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.io.OutputLock;

/** Sweeps as a user runs them, with the engine that needs no module of Java. */
@Tag("slow")
class SweepCommandTest {
  @TempDir Path folder;

  private Path plan(String yaml) throws Exception {
    Files.writeString(
        folder.resolve("words.txt"), "anna\nemma\nava\nmia\nnina\nada\nida\nmona\nlena\nnora\n");
    return Files.writeString(folder.resolve("plan.yaml"), yaml);
  }

  @Test
  void itEndsWithAVerifiedBundleAndItsCommands() throws Exception {
    Path words = folder.resolve("words.txt");
    Path plan =
        plan(
            """
            data: %s
            device: ecp5-25f
            axes:
              embd: [4, 8, 9]
              heads: 2
              context: 8
              tokens: 13
              weight_bits: [16, 8]
              streams: 2
              steps: 4
            """
                .formatted(words));
    Path out = folder.resolve("it's out");
    Cli first = Cli.ok("sweep", plan, "--engine", "djl", "-o", out);
    assertTrue(first.err().contains("2 points excluded before training"), first.err());
    assertTrue(first.out().contains("recommended: layers 1, embd "), first.out());
    assertTrue(first.out().contains(", 13 tokens, weights of "), first.out());
    assertTrue(first.out().contains(" nats per byte, "), first.out());
    byte[] csv = Files.readAllBytes(out.resolve("trials.csv"));
    assertEquals(5, Files.readAllLines(out.resolve("trials.csv")).size());
    assertEquals(4, Files.readAllLines(out.resolve("trials.jsonl")).size());
    JsonNode facts = new ObjectMapper().readTree(out.resolve("sweep.json").toFile());
    Cli.ok("verify", out.resolve("best"));

    // The commands make the same model, to the byte.
    String commands = facts.path("best").path("commands").asText();
    assertTrue(first.out().contains(commands), first.out());
    assertTrue(new String(csv, StandardCharsets.UTF_8).contains(commands));
    int run = 0;
    for (String command : commands.split(" && ", -1)) {
      List<String> parts = new ArrayList<>(List.of(command.split(" ", -1)));
      assertEquals("microgpt-rom", parts.remove(0));
      for (int i = 0; i < parts.size(); i++) {
        if (List.of("checkpoint", "quantized", "bundle").contains(parts.get(i))) {
          parts.set(i, folder.resolve(parts.get(i)).toString());
        }
      }
      Cli.ok(parts.toArray());
      run++;
    }
    assertEquals(4, run);
    for (String file :
        List.of(
            "checkpoint/model.safetensors",
            "checkpoint/config.json",
            "quantized/model.safetensors",
            "bundle/manifest.json")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve(file)),
          Files.readAllBytes(out.resolve("best").resolve(file)),
          file);
    }

    // A second start trains nothing, and finds the same.
    Path lost = out.resolve("trials").resolve(facts.path("best").path("key").asText());
    Path weights = lost.resolve("checkpoint/model.safetensors");
    Files.delete(weights);
    Cli again = Cli.ok("sweep", plan, "--engine", "djl", "-o", out);
    assertTrue(again.err().contains("was verified again"), again.err());
    assertEquals(first.out(), again.out());
    assertArrayEquals(csv, Files.readAllBytes(out.resolve("trials.csv")));

    // What is damaged is made again, of a checkpoint that is trained again.
    Path rom = out.resolve("best/bundle/rom/readmemh/wte.mem");
    byte[] packed = Files.readAllBytes(rom);
    Files.writeString(rom, "0000\n");
    Files.writeString(weights, "damaged");
    Cli mended = Cli.ok("sweep", plan, "--engine", "djl", "-o", out);
    assertFalse(mended.err().contains("was verified again"), mended.err());
    assertArrayEquals(packed, Files.readAllBytes(rom));

    // A plan that no model keeps leaves no model of another one.
    Files.writeString(plan, Files.readString(plan) + "limits: {loss: {at_most: 0.1}}\n");
    Cli none = Cli.run("sweep", plan, "--engine", "djl", "-o", out);
    assertEquals(ExitCode.DIFFERENCE, none.exitCode(), none::err);
    assertTrue(none.out().contains(" out of limits "), none.out());
    assertFalse(Files.exists(out.resolve("best")));
  }

  @Test
  void badPlansAreRefusedBeforeAnythingIsTrained() throws Exception {
    Path out = folder.resolve("out");
    String data = "data: " + folder.resolve("words.txt") + "\n";
    List<String> plans =
        List.of(
            data + "axes: {embd: []}\n",
            data + "axes: {embd: 8}\nspeed: 3\n",
            data + "axes: {embd: 7}\n",
            data + "axes: {embd: 8}\ndevice: ice40-up6k\n",
            data + "axes: {embd: 4096}\ndevice: ice40-up5k\n",
            data + "axes: {embd: 8}\nobjective: tokens_per_second\n",
            data + "axes: {embd: 8, context: [1, 2]}\n",
            data + "axes: {embd: 8, context: 1}\n",
            "data: nowhere.txt\naxes: {embd: 8}\n");
    for (String yaml : plans) {
      String told = Cli.refused("sweep", plan(yaml), "--engine", "djl", "-o", out);
      assertFalse(Files.exists(out), yaml);
      assertTrue(told.length() > 40, told);
    }
    assertEquals(9, plans.size());
    assertTrue(Cli.refused("sweep", "-o", out).contains("--fpga"));
    assertTrue(Cli.refused("sweep", "--data", "-", "-o", out).contains("save it as a file"));
    Path plan = plan(data + "axes: {embd: 8}\n");
    assertTrue(Cli.refused("sweep", plan, "--minutes", 1, "-o", out).contains("--minutes"));
  }

  @Test
  void aChosenPlanIsOneForItsCorpus() throws Exception {
    plan("");
    Path words = folder.resolve("words.txt");
    Path out = folder.resolve("out");
    Cli chosen =
        Cli.ok(
            "sweep",
            "--data",
            words,
            "--fpga",
            "ice40-up5k",
            "--minutes",
            0.01,
            "--engine",
            "djl",
            "-o",
            out);
    assertTrue(chosen.err().contains("corpus words.txt, 10 documents"), chosen.err());
    Path other = folder.resolve("other");
    Cli given = Cli.ok("sweep", out.resolve("plan.yaml"), "--engine", "djl", "-o", other);
    assertTrue(given.err().contains("corpus words.txt, 10 documents"), given.err());
    assertEquals(
        Files.readString(out.resolve("trials.csv")), Files.readString(other.resolve("trials.csv")));

    // Who has changed it does not lose the change.
    Path plan = out.resolve("plan.yaml");
    String changed = Files.readString(plan) + "objective: rom_bits\n";
    Files.writeString(plan, changed);
    String told =
        Cli.refused("sweep", "--data", words, "--fpga", "ice40-up5k", "--minutes", 0.02, "-o", out);
    assertTrue(told.contains("plan.yaml: is not as a sweep chose it"), told);
    assertEquals(changed, Files.readString(plan));
  }

  @Test
  void aChangedResultIsNoticed() throws Exception {
    Path plan =
        plan(
            "data: "
                + folder.resolve("words.txt")
                + "\naxes: {embd: [4, 8], heads: 1, context: 8, steps: 2}\n");
    Path out = folder.resolve("out");
    Cli.ok("sweep", plan, "--engine", "djl", "-o", out);
    JsonNode rows = new ObjectMapper().readTree(out.resolve("sweep.json").toFile()).path("rows");
    Path worst = out.resolve("trials").resolve(rows.path(1).path("key").asText());
    String result = Files.readString(worst.resolve("trial.json"));
    String better = result.replaceFirst("\"loss_fixed\": [0-9.]+", "\"loss_fixed\": 0.5");
    assertNotEquals(result, better);
    Files.writeString(worst.resolve("trial.json"), better);
    String told = Cli.refused("sweep", plan, "--engine", "djl", "-o", out);
    assertTrue(told.contains("trial.json: says a loss of 0.5 in fixed point"), told);
    Files.delete(worst.resolve("trial.json"));
    Cli.ok("sweep", plan, "--engine", "djl", "-o", out);
    assertEquals(
        result.lines().filter(line -> line.contains("loss")).toList(),
        Files.readString(worst.resolve("trial.json"))
            .lines()
            .filter(line -> line.contains("loss"))
            .toList());
  }

  @Test
  @SuppressWarnings("try") // the lock is only held
  void aFolderInWhichAnotherSweepIsAtWorkIsRefused() throws Exception {
    Path plan =
        plan(
            "data: "
                + folder.resolve("words.txt")
                + "\naxes: {embd: 4, heads: 1, context: 8, steps: 1}\n");
    Path out = folder.resolve("out");
    try (OutputLock lock = OutputLock.of(out)) {
      String told = Cli.refused("sweep", plan, "--engine", "djl", "-o", out);
      assertTrue(told.contains("process " + ProcessHandle.current().pid()), told);
      assertFalse(Files.exists(out));
    }
    assertEquals(ExitCode.OK, Cli.run("sweep", plan, "--engine", "djl", "-o", out).exitCode());
    assertFalse(Files.exists(folder.resolve(".out.lock")));
  }

  @Test
  void theCircuitOfAFinalistIsSimulatedOnce() throws Exception {
    Path plan =
        plan(
            """
            data: %s
            axes: {embd: 4, heads: 1, hidden: 4, context: 6, lanes: 4, steps: 1}
            finalists: {rtl: icarus}
            """
                .formatted(folder.resolve("words.txt")));
    Path out = folder.resolve("out");
    Cli first = Cli.ok("sweep", plan, "--engine", "djl", "-o", out);
    assertTrue(first.err().contains("finalist 1 of 1"), first.err());
    assertTrue(first.out().contains(" in icarus "), first.out());
    JsonNode facts = new ObjectMapper().readTree(out.resolve("sweep.json").toFile());
    JsonNode simulation = facts.path("finalists").path(0).path("simulation");
    assertTrue(facts.path("finalists").path(0).path("passed").asBoolean());
    assertTrue(simulation.path("tokens").asLong() > 100, simulation::toString);
    assertTrue(Files.readString(out.resolve("sweep.html")).contains("Circuits of the best"));
    Path kept =
        out.resolve("trials")
            .resolve(facts.path("best").path("key").asText())
            .resolve("finalist-4-1.json");
    Cli again = Cli.ok("sweep", plan, "--engine", "djl", "-o", out);
    assertFalse(again.err().contains("finalist 1 of 1"), again.err());
    assertEquals(first.out(), again.out());

    // A model whose circuit did not pass is not recommended.
    String told = Files.readString(kept);
    Files.writeString(kept, told.replace("\"passed\": true", "\"passed\": false"));
    Cli failed = Cli.run("sweep", plan, "--engine", "djl", "-o", out);
    assertEquals(ExitCode.DIFFERENCE, failed.exitCode(), failed::err);
    assertTrue(failed.out().contains("no finalist passed"), failed.out());
  }

  @Test
  void limitsThatNoModelKeepsAreTold() throws Exception {
    Path words = folder.resolve("words.txt");
    Path plan =
        plan(
            "data: "
                + words
                + "\naxes: {embd: 4, heads: 1, context: 8, steps: 1}\n"
                + "limits: {loss: {at_most: 0.1}}\n");
    Path out = folder.resolve("out");
    Cli cli = Cli.run("sweep", plan, "--engine", "djl", "-o", out);
    assertEquals(ExitCode.DIFFERENCE, cli.exitCode(), cli::err);
    assertTrue(cli.out().contains("no model keeps the limit of the loss: they have "), cli.out());
    assertFalse(Files.exists(out.resolve("best")));
  }

  @Test
  void thePageSaysWhatTheChartsShow() throws Exception {
    Browser.require();
    Path plan =
        plan(
            """
            data: %s
            device: ice40-up5k
            axes: {embd: [4, 8, 9], heads: [1, 2], context: 8, steps: 3}
            """
                .formatted(folder.resolve("words.txt")));
    Path out = folder.resolve("out");
    Cli.ok("sweep", plan, "--engine", "djl", "-o", out);
    Path page = out.resolve("sweep.html");
    int shown = 0;
    try (Browser browser = new Browser()) {
      for (int width : List.of(400, 1400)) {
        browser.show(page, width == 400 ? "light" : "dark", width);
        assertEquals(2L, browser.driver().executeScript(COUNT, "svg[role=img]"));
        assertEquals(10L, browser.driver().executeScript(COUNT, "circle"));
        assertEquals(5L, browser.driver().executeScript(COUNT, "#trials tbody tr"));
        assertEquals(1L, browser.driver().executeScript(COUNT, "#excluded tbody tr"));
        browser.checkPage(page, width);
        browser.picture("sweep-" + width, width);
        shown++;
      }
    }
    assertEquals(2, shown);
  }

  private static final String COUNT = "return document.querySelectorAll(arguments[0]).length";
}
