package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/** The job of the template for GitLab CI, but for what it installs and clones. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class GitlabTemplateTest {
  private static final Path FILE =
      ReaderFolder.ROOT.resolve("docs/examples/microgpt-rom.gitlab-ci.yml");

  @TempDir Path folder;

  @Test
  void theJobPassesAndFailsWithTheBundle() throws Exception {
    JsonNode job = new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile()).path("microgpt-rom");
    ReaderFolder place = new ReaderFolder(folder, "microgpt-rom/microgpt-rom");
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(200));
    Path checkpoint = folder.resolve("checkpoint");
    Path quantized = folder.resolve("quantized");
    Cli.ok("train", "--data", data, "--steps", "3", "-o", checkpoint);
    Cli.ok("quantize", checkpoint, "--data", data, "-o", quantized);
    Path bundle = folder.resolve(job.path("variables").path("BUNDLE").asText());
    Cli.ok("pack", quantized, "-o", bundle);
    List<Path> results = new ArrayList<>();
    job.path("artifacts").path("paths").forEach(path -> results.add(folder.resolve(path.asText())));
    results.add(folder.resolve(job.path("artifacts").path("reports").path("junit").asText()));
    assertEquals(2, results.size());

    assertEquals(0, run(place, job.path("script"), bundle));
    assertEquals(0, run(place, job.path("after_script"), bundle));
    for (Path result : results) {
      assertTrue(Files.size(result) > 0, result::toString);
      Files.delete(result);
    }

    Path memory = bundle.resolve("rom/readmemh/wte.mem");
    Files.writeString(memory, Files.readString(memory).replaceFirst("....", "1234"));
    assertEquals(1, run(place, job.path("script"), bundle));
    assertEquals(1, run(place, job.path("after_script"), bundle)); // which GitLab ignores
    for (Path result : results) {
      assertTrue(Files.readString(result).contains("rom/readmemh/wte.mem"), result::toString);
    }
  }

  private static int run(ReaderFolder place, JsonNode script, Path bundle) throws Exception {
    List<String> lines = new ArrayList<>();
    script.forEach(line -> lines.add(line.asText()));
    assertEquals(1, lines.size());
    ExternalTool.Result result =
        place.run(String.join("\n", lines), Map.of("BUNDLE", bundle.getFileName().toString()));
    return result.exitCode();
  }
}
