package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The workflow of GitHub Actions that {@code docs/ci.md} offers. */
final class WorkflowFile {
  static final Path FILE = ReaderFolder.ROOT.resolve("docs/examples/microgpt-rom.yml");

  private WorkflowFile() {}

  /** A step that runs commands. */
  record Step(String name, String run) {}

  /** The steps that can be run here: no action of GitHub, no installation. */
  static List<Step> steps() throws IOException {
    List<Step> steps = new ArrayList<>();
    for (JsonNode step : jobs().path("rom").path("steps")) {
      assertTrue(step.has("uses") != step.has("run"), step::toString);
      if (!step.has("uses") && !step.path("run").asText().contains("apt-get")) {
        steps.add(new Step(step.path("name").asText(), step.path("run").asText()));
      }
    }
    return steps;
  }

  /** The jobs by name. */
  static JsonNode jobs() throws IOException {
    JsonNode jobs = new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile()).path("jobs");
    assertEquals(2, jobs.size());
    return jobs;
  }
}
