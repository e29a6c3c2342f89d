package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/** The commands of the documents run and print what the documents show. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class DocsCommandsTest {
  @TempDir Path folder;

  /**
   * All commands of a document in order, in a folder of its own; the workflow of ci.md after those
   * that prepare it. The system property {@code microgptrom.docs} chooses one document.
   */
  @TestFactory
  Stream<DynamicContainer> documents() throws IOException {
    String only = System.getProperty("microgptrom.docs", "");
    List<DynamicContainer> containers = new ArrayList<>();
    for (MarkdownDocument document : DocsTest.documents()) {
      String name = document.file().getFileName().toString();
      if (name.endsWith(only)) {
        Reader reader = new Reader(folder.resolve(name));
        List<DynamicTest> tests = new ArrayList<>();
        for (MarkdownDocument.Commands commands : document.commands()) {
          if (commands.notRun().isEmpty()) {
            tests.add(dynamicTest(name + ":" + commands.line(), () -> reader.follow(commands)));
          }
        }
        if (name.equals("ci.md")) {
          for (WorkflowFile.Step step : WorkflowFile.steps()) {
            tests.add(dynamicTest(name + ": " + step.name(), () -> reader.follow(step)));
          }
        }
        containers.add(dynamicContainer(name, tests));
      }
    }
    return containers.stream();
  }

  /** Someone who does what one document says. */
  private static final class Reader {
    private static final String PYTHON_WITH = "python3-"; // a module, as Debian names packages

    private final Path path;
    private ReaderFolder place;
    private ReaderFolder project;
    private boolean failed;

    Reader(Path path) {
      this.path = path;
    }

    void follow(MarkdownDocument.Commands commands) throws IOException, InterruptedException {
      Assumptions.assumeFalse(failed, "commands before these failed");
      Map<String, String> environment = environment(commands.tools());
      failed = true;
      if (place == null) {
        place = new ReaderFolder(Files.createDirectory(path), "microgpt-rom");
      }
      String printed = run(place, commands.script(), environment);
      failed = false;
      for (MarkdownDocument.Output output : commands.outputs()) {
        PrintedText.requireShown(output.kind(), output.text(), printed);
      }
    }

    /** Requires the programs; a Python with a module comes first on the PATH. */
    private static Map<String, String> environment(List<String> tools)
        throws IOException, InterruptedException {
      Map<String, String> environment = new HashMap<>();
      for (String tool : tools) {
        if (tool.startsWith(PYTHON_WITH)) {
          Path python =
              ExternalTool.pythonWith(tool.substring(PYTHON_WITH.length())).program().getParent();
          environment.put("PATH", python + File.pathSeparator + System.getenv("PATH"));
        } else {
          ExternalTool.named(tool);
        }
      }
      return environment;
    }

    /** As GitHub runs it, but with Icarus alone and few tokens, because all would take minutes. */
    void follow(WorkflowFile.Step step) throws IOException, InterruptedException {
      Assumptions.assumeFalse(failed, "commands before these failed");
      List.of("iverilog", "vvp").forEach(ExternalTool::named);
      failed = true;
      Path root = place.resolve("project");
      if (project == null) {
        project = new ReaderFolder(root, "microgpt-rom/microgpt-rom");
      }
      Map<String, String> environment =
          Map.of(
              "RUNNER_TEMP", Files.createDirectories(path.resolve("temp")).toString(),
              "GITHUB_STEP_SUMMARY", root.resolve("summary.md").toString(),
              "SIGNING_KEY", Files.readString(place.resolve("key.pem")).strip());
      run(project, step.run().replace("--rtl auto", "--rtl icarus --tokens 20"), environment);
      failed = false;
    }

    private static String run(ReaderFolder place, String script, Map<String, String> environment)
        throws IOException, InterruptedException {
      ExternalTool.Result result = place.run(script, environment);
      assertEquals(0, result.exitCode(), () -> script + "\n" + result.output());
      return result.output();
    }
  }
}
