package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;

@Tag("slow")
class DoctorCommandTest {
  private static final int FINDINGS = 17;
  private static final int PROGRAMS = 14;

  @TempDir Path folder;

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void theShellFindsTheSamePrograms() throws Exception {
    Path facts = folder.resolve("doctor.json");
    Cli doctor = Cli.ok("doctor", "--json", facts);
    JsonNode findings = new ObjectMapper().readTree(facts.toFile()).path("findings");
    assertEquals(FINDINGS, findings.size());
    int programs = 0;
    for (JsonNode finding : findings) {
      String name = finding.path("name").asText();
      assertTrue(doctor.out().contains(" " + name + " "), doctor.out());
      if (name.matches("Java|Vector API|PyTorch")) {
        assertTrue(finding.path("present").booleanValue(), name);
        continue;
      }
      Process shell = new ProcessBuilder("sh", "-c", "command -v " + name).start();
      String place = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(place.strip(), finding.path("place").asText(), name);
      assertEquals(shell.waitFor() == 0, finding.path("present").booleanValue(), name);
      programs++;
    }
    assertEquals(PROGRAMS, programs);
  }

  @Test
  void variablesThatTheEngineWouldObeyAreTold() throws Exception {
    Path facts = folder.resolve("doctor.json");
    Process process =
        doctor(Map.of("DJL_DEFAULT_ENGINE", "MXNet", "PYTORCH_VERSION", "1.13.1"), "--json", facts);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ExitCode.OK, process.waitFor(), text);
    assertTrue(text.contains("asks for another: PYTORCH_VERSION, DJL_DEFAULT_ENGINE"), text);
    assertTrue(text.contains("\n  unset PYTORCH_VERSION DJL_DEFAULT_ENGINE"), text);
    JsonNode findings = new ObjectMapper().readTree(facts.toFile()).path("findings");
    int found = 0;
    for (JsonNode finding : findings) {
      if (finding.path("name").asText().equals("PyTorch")) {
        assertFalse(finding.path("present").booleanValue());
        found++;
      }
    }
    assertEquals(1, found);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void theLauncherLeavesThemOut() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Launcher.in(folder.resolve("launcher")).toString(), "doctor");
    builder.environment().putAll(Map.of("DJL_DEFAULT_ENGINE", "MXNet", "DJL_OFFLINE", "false"));
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ExitCode.OK, process.waitFor(), text);
    assertTrue(text.matches("(?s).* ok +PyTorch .*"), text);
  }

  @Test
  void aMachineWithoutToolsIsToldWhatToInstall() throws Exception {
    String empty = Files.createDirectory(folder.resolve("empty")).toString();
    Process process = doctor(Map.of("PATH", empty));
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ExitCode.OK, process.waitFor(), text);
    List<String> lines = Arrays.asList(text.split("\\R", -1));
    assertEquals(PROGRAMS, lines.stream().filter(line -> line.startsWith(" missing ")).count());
    // iverilog and vvp are one package; so are two of icestorm's programs, and all of prjtrellis's.
    assertEquals(
        PROGRAMS - 4, lines.stream().filter(line -> line.startsWith("  apt-get install ")).count());
    assertTrue(
        lines.contains(
            "  apt-get install yosys, or where Node 18 or later is: npm install @yowasp/yosys"),
        text);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPackageThatNodeCantLoadIsNotOk() throws Exception {
    Path home = Files.createDirectories(folder.resolve("node_modules/@yowasp/yosys"));
    Files.writeString(home.resolve("package.json"), "{\"version\": \"9\"}");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path node =
        Files.writeString(
            bin.resolve("node"),
            "#!/bin/sh\necho \"Node v1 can't load its WebAssembly: a new value\"\nexit 126\n");
    assertTrue(node.toFile().setExecutable(true));
    Process process = doctor(Map.of("PATH", bin.toString()));
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(ExitCode.OK, process.waitFor(), text);
    assertTrue(
        text.matches(
            "(?s).*\\n missing +yosys +yosys, npm @yowasp/yosys 9: Node v1 can't load its"
                + " WebAssembly: a new value +synth, .*\\n  take Node 22 or later.*"),
        text);
  }

  private Process doctor(Map<String, String> variables, Object... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "doctor");
    Arrays.stream(arguments).map(Object::toString).forEach(builder.command()::add);
    builder.environment().putAll(variables);
    return builder.directory(folder.toFile()).redirectErrorStream(true).start();
  }
}
