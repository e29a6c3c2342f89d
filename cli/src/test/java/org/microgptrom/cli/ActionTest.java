package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/** The steps of {@code action.yml}, as they stand, in the place of GitHub's runner. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class ActionTest {
  private static final Path FILE = ReaderFolder.ROOT.resolve("action.yml");
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{ (.*?) }}");

  @TempDir Path folder;

  private final Map<String, String> values = new HashMap<>(); // of expressions, by their text
  private JsonNode action;
  private ReaderFolder place;
  private Path summary;
  private String log = "";

  @BeforeEach
  void bundle() throws IOException {
    action = new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile());
    place = new ReaderFolder(folder, "action/microgpt-rom");
    summary = Files.writeString(folder.resolve("summary"), "from steps before\n");
    action
        .path("inputs")
        .properties()
        .forEach(
            input ->
                values.put("inputs." + input.getKey(), input.getValue().path("default").asText()));
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(200));
    Path checkpoint = folder.resolve("checkpoint");
    Path quantized = folder.resolve("quantized");
    Cli.ok("train", "--data", data, "--steps", "3", "-o", checkpoint);
    Cli.ok("quantize", checkpoint, "--data", data, "-o", quantized);
    Cli.ok("pack", quantized, "-o", folder.resolve("a bundle"));
  }

  @Test
  void aGoodBundlePasses() throws Exception {
    assertEquals(0, run("a bundle", "--tokens 500 --seed 7"));
    assertTrue(Files.readString(folder.resolve("microgpt-rom.xml")).contains("failures=\"0\""));
    String shown = Files.readString(summary);
    assertTrue(shown.startsWith("from steps before\n## \u2705"), shown);
    assertTrue(shown.contains("### Verification"), shown);
    assertTrue(log.contains("PASSED"), log);
  }

  @Test
  void aChangedWordFailsAndIsShown() throws Exception {
    Path memory = folder.resolve("a bundle/rom/readmemh/wpe.mem");
    List<String> words = new ArrayList<>(Files.readAllLines(memory));
    words.set(0, words.get(0).equals("1234") ? "1235" : "1234");
    Files.write(memory, words);

    assertEquals(1, run("a bundle", ""));
    assertTrue(Files.readString(folder.resolve("microgpt-rom.xml")).contains("<failure"));
    String shown = Files.readString(summary);
    assertTrue(shown.startsWith("from steps before\n## \u274c"), shown);
    assertTrue(shown.contains("rom/readmemh/wpe.mem:1: address 0"), shown);
  }

  /** Also not if an earlier step has left the results of another bundle. */
  @Test
  void aMissingBundleIsNoVerdict() throws Exception {
    assertEquals(0, run("a bundle", ""));
    assertEquals(2, run("none", ""));
    assertFalse(Files.exists(folder.resolve("microgpt-rom.xml")));
    String shown = Files.readString(summary);
    assertTrue(shown.endsWith("(exit code 2); the log of the step says why.\n"), shown);
  }

  @Test
  void inputsAreDataAndNotCommands() throws Exception {
    assertEquals(2, run("$(touch one); touch two", "--no-such `touch three` * ;touch four"));
    for (String name : List.of("one", "two", "three", "four")) {
      assertFalse(Files.exists(folder.resolve(name)), name);
    }
    for (JsonNode step : steps()) {
      assertFalse(step.path("run").asText().contains("${{"), step::toString);
      assertEquals(step.has("run"), step.path("shell").asText().equals("bash"), step::toString);
    }
  }

  @Test
  void whatItUsesIsPinned() throws IOException {
    int used = 0;
    for (JsonNode step : steps()) {
      if (step.has("uses")) {
        assertTrue(step.path("uses").asText().matches("actions/[\\w-]+@[0-9a-f]{40}"));
        used++;
      }
    }
    assertEquals(1, used);
    assertEquals(5, steps().size());
  }

  private JsonNode steps() {
    return action.path("runs").path("steps");
  }

  /** What the runner does; returns the exit code of the first step that failed, else 0. */
  private int run(String bundle, String options) throws Exception {
    values.keySet().removeIf(name -> name.startsWith("steps."));
    values.put("inputs.bundle", bundle);
    values.put("inputs.options", options);
    int failure = 0;
    for (JsonNode step : steps()) {
      boolean always = step.path("if").asText().startsWith("always()");
      if (step.has("run") && (failure == 0 || always)) {
        int exitCode = run(step);
        assertTrue(failure == 0 || exitCode == 0, log);
        failure = Math.max(failure, exitCode);
      }
    }
    String told = values.get("steps.verify.outputs.exit-code");
    assertEquals(Integer.toString(failure), told, log);
    return failure;
  }

  private int run(JsonNode step) throws Exception {
    Path outputs = Files.writeString(folder.resolve("outputs"), "");
    Map<String, String> environment = new HashMap<>();
    environment.put("GITHUB_ACTION_PATH", folder.resolve("action").toString());
    environment.put("GITHUB_OUTPUT", outputs.toString());
    environment.put("GITHUB_STEP_SUMMARY", summary.toString());
    step.path("env")
        .properties()
        .forEach(
            variable -> environment.put(variable.getKey(), evaluate(variable.getValue().asText())));
    ExternalTool.Result result = place.run(step.path("run").asText(), environment);
    log += result.output();
    for (String line : Files.readAllLines(outputs)) {
      String[] output = line.split("=", 2);
      values.put("steps." + step.path("id").asText() + ".outputs." + output[0], output[1]);
    }
    return result.exitCode();
  }

  private String evaluate(String text) {
    Matcher matcher = EXPRESSION.matcher(text);
    return matcher.replaceAll(
        found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
  }
}
