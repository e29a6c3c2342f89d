package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ToolVersion;

/** What GitHub, editors and container programs read of this repository. */
class FrontFilesTest {
  private static final Path ROOT = ReaderFolder.ROOT;
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** A tag can be moved, a commit can't; the release beside it is for people and Dependabot. */
  @Test
  void actionsArePinnedByCommit() throws IOException {
    int pinned = 0;
    for (String file :
        List.of("action.yml", ".github/workflows/ci.yml", "docs/examples/microgpt-rom.yml")) {
      for (String line : Files.readAllLines(ROOT.resolve(file))) {
        if (line.matches(" *(- )?uses: .*") && !line.endsWith("uses: ./")) {
          assertTrue(line.matches(".*: [\\w-]+/[\\w-]+@[0-9a-f]{40} # v[0-9.]+"), line);
          pinned++;
        }
      }
    }
    assertEquals(11, pinned);
  }

  @Test
  void theWorkflowMayOnlyReadAndEnds() throws IOException {
    JsonNode workflow = YAML.readTree(ROOT.resolve(".github/workflows/ci.yml").toFile());
    assertEquals("{\"contents\":\"read\"}", workflow.path("permissions").toString());
    assertEquals(2, workflow.path("jobs").size());
    for (JsonNode job : workflow.path("jobs")) {
      assertTrue(job.path("timeout-minutes").isInt());
      for (JsonNode step : job.path("steps")) {
        String run = step.path("run").asText();
        assertFalse(run.contains("${{"), run);
        if (run.startsWith(".ci/") || run.startsWith("./")) {
          assertTrue(Files.isExecutable(ROOT.resolve(run.split(" ", 2)[0])), run);
        }
      }
    }
    assertEquals(
        "[17,21,25]",
        workflow.at("/jobs/test/strategy/matrix/java").toString(),
        "the releases of Java with long support");
  }

  @Test
  void formsAskSomething() throws IOException {
    Set<String> types = Set.of("markdown", "textarea", "input", "dropdown", "checkboxes");
    int questions = 0;
    try (Stream<Path> files = Files.list(ROOT.resolve(".github/ISSUE_TEMPLATE"))) {
      for (Path file : files.filter(f -> !f.endsWith("config.yml")).sorted().toList()) {
        JsonNode form = YAML.readTree(file.toFile());
        assertFalse(form.path("name").asText().isEmpty(), file::toString);
        assertFalse(form.path("description").asText().isEmpty(), file::toString);
        Set<String> ids = new HashSet<>();
        for (JsonNode question : form.path("body")) {
          assertTrue(types.contains(question.path("type").asText()), question::toString);
          assertTrue(ids.add(question.path("id").asText()), question::toString);
          assertFalse(question.at("/attributes/label").asText().isEmpty(), question::toString);
          questions++;
        }
      }
    }
    assertEquals(11, questions);
  }

  @Test
  void updatesAreLookedForWeekly() throws IOException {
    JsonNode updates =
        YAML.readTree(ROOT.resolve(".github/dependabot.yml").toFile()).path("updates");
    List<String> ecosystems = new ArrayList<>();
    for (JsonNode update : updates) {
      ecosystems.add(update.path("package-ecosystem").asText());
      assertEquals("weekly", update.at("/schedule/interval").asText());
    }
    assertEquals(List.of("maven", "github-actions"), ecosystems);
  }

  /** All that CI installs, by the same script. */
  @Test
  void theDevelopersContainerHasTheOracles() throws IOException {
    ObjectMapper json = new ObjectMapper().enable(JsonParser.Feature.ALLOW_COMMENTS);
    JsonNode container = json.readTree(ROOT.resolve(".devcontainer/devcontainer.json").toFile());
    assertTrue(container.path("onCreateCommand").asText().endsWith("&& sudo .ci/oracles"));
    assertTrue(Files.isExecutable(ROOT.resolve(".ci/oracles")));
    assertTrue(Files.readString(ROOT.resolve(".ci/run")).contains("\n.ci/oracles\n"));
  }

  /** Its simulators are among the oracles, under names that Debian has. */
  @Test
  void theContainerInstallsNoUnknownProgram() throws IOException {
    String oracles = Files.readString(ROOT.resolve(".ci/oracles"));
    Matcher list = Pattern.compile("tools=\\((.*)\\)").matcher(oracles);
    assertTrue(list.find());
    Set<String> known = new HashSet<>(List.of(list.group(1).split(" ", -1)));
    known.addAll(List.of("ca-certificates", "openjdk-17-jdk-headless", "openjdk-17-jre-headless"));
    String file = Files.readString(ROOT.resolve("Containerfile")).replace("\\\n", " ");
    Matcher installed = Pattern.compile("--no-install-recommends ([a-z0-9+ -]+)").matcher(file);
    int packages = 0;
    while (installed.find()) {
      for (String name : installed.group(1).strip().split(" +", -1)) {
        assertTrue(known.contains(name), name);
        packages++;
      }
    }
    assertEquals(13, packages);
  }

  @Test
  void theChangelogBeginsWithThisVersion() throws IOException {
    Matcher heading =
        Pattern.compile("(?m)^## \\[(.*?)] - (Unreleased|[0-9]{4}-[0-9]{2}-[0-9]{2})$")
            .matcher(Files.readString(ROOT.resolve("CHANGELOG.md")));
    assertTrue(heading.find());
    assertEquals(ToolVersion.current(), "microgpt-rom " + heading.group(1));
  }
}
