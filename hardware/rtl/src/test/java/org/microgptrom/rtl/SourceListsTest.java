package org.microgptrom.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/** What lists the circuit's sources lists the files that are there, and tools can use it. */
class SourceListsTest {
  private static final Path HDL = Path.of("hdl").toAbsolutePath();
  private static final String CORE_LIST = "microgpt_core.f";
  private static final String BUS_LIST = "microgpt_bus.f";
  private static final String SIMULATION_LIST = "microgpt_sim.f";
  private static final int LONGEST_LINE = 120;
  private static final int LONGEST_FILE = 350;

  @TempDir Path folder;

  @Test
  void listsNameTheFilesThatAreThere() throws Exception {
    assertEquals(files("core"), list(CORE_LIST));
    assertEquals(files("bus"), list(BUS_LIST));
    assertEquals(files("sim"), list(SIMULATION_LIST));
  }

  @Test
  void coreFileNamesTheSameFilesAndTheBundlesRoms() throws Exception {
    String text = Files.readString(HDL.resolve("microgpt.core"));
    assertTrue(text.startsWith("CAPI=2:\n"), "FuseSoC's mark comes first");
    JsonNode core = new YAMLMapper().readTree(text);
    assertEquals(files("core"), names(core.at("/filesets/core/files")));
    assertEquals(files("bus"), names(core.at("/filesets/bus/files")));
    assertEquals(files("sim"), names(core.at("/filesets/sim/files")));
    List<String> model = new ArrayList<>(List.of("bundle/" + Circuit.PARAMETERS));
    MemoryMap map = MemoryMap.of(ModelConfig.microgpt(27), 16);
    for (String image : CircuitParameters.images(map)) {
      String path = MemoryFormat.READMEMH.path(image);
      model.add("bundle/" + path);
      JsonNode files = core.at("/filesets/model/files");
      assertEquals(path, files.findValue("bundle/" + path).get("copyto").textValue());
    }
    assertEquals(model, names(core.at("/filesets/model/files")));
    List<String> targets = new ArrayList<>();
    core.get("targets").fieldNames().forEachRemaining(targets::add);
    assertEquals(List.of("default", "sim", "axi4-lite", "wishbone", "lint"), targets);
    for (JsonNode target : core.get("targets")) {
      String top = target.path("toplevel").asText("microgpt_core"); // the default's
      boolean isBus = target.path("filesets_append").toString().contains("\"bus\"");
      assertEquals(isBus, list(BUS_LIST).contains("bus/" + top + ".sv"), top);
      assertEquals(!isBus, Circuit.sources().contains(top + ".sv"), top);
    }
  }

  @Test
  void readmeDescribesEveryFile() throws Exception {
    String readme = Files.readString(HDL.resolve("README.md"));
    for (String file : all()) {
      assertTrue(readme.contains("`" + file + "`"), file);
    }
  }

  @Test
  void filesAndLinesAreShort() throws Exception {
    int files = 0;
    for (String file : all()) {
      List<String> lines = Files.readAllLines(HDL.resolve(file));
      assertTrue(lines.size() <= LONGEST_FILE, () -> file + " has " + lines.size() + " lines");
      for (String line : lines) {
        assertTrue(line.length() <= LONGEST_LINE, () -> file + ": " + line);
      }
      files++;
    }
    assertEquals(Circuit.sources().size() + list(BUS_LIST).size(), files);
  }

  @Test
  void simulatorsCompileTheLists() throws Exception {
    ExternalTool iverilog = ExternalTool.named("iverilog");
    ExternalTool vvp = ExternalTool.named("vvp");
    ExternalTool verilator = ExternalTool.named("verilator");
    CircuitFolder.write(
        folder,
        RandomModels.model(ModelConfig.microgpt(27), RandomModels.Weights.MODERATE, 3),
        16,
        new Variant(3, 3));
    String parameters = folder.resolve(Circuit.PARAMETERS).toAbsolutePath().toString();
    String bench = folder.resolve("bench").toAbsolutePath().toString();
    Path first = Files.writeString(folder.resolve("params.f"), parameters + "\n");
    iverilog.runOk(
        HDL,
        "-g2012",
        "-s",
        "microgpt_bench",
        "-o",
        bench,
        "-f",
        first.toAbsolutePath().toString(),
        "-f",
        CORE_LIST,
        "-f",
        SIMULATION_LIST);
    Files.writeString(folder.resolve("stimulus.txt"), "0 1 2 0 1 26\n");
    vvp.runOk(folder, "-n", bench, "+stimulus=stimulus.txt", "+result=result.txt");
    String result = Files.readString(folder.resolve("result.txt"), StandardCharsets.UTF_8);
    assertTrue(result.startsWith("SELFTEST ok\n") && result.contains("\nDONE "), result);
    String[] core = {"--top-module", "microgpt_core", parameters, "-f", CORE_LIST};
    assertEquals("", lint(verilator, "-Wall", core));
    int tops = 0;
    for (String top : List.of("microgpt_axi4_lite", "microgpt_wishbone")) {
      for (int streams : new int[] {1, 3, 8}) {
        String[] bus = {
          "--top-module", top, "-GStreams=" + streams, parameters, "-f", CORE_LIST, "-f", BUS_LIST
        };
        assertEquals("", lint(verilator, "-Wall", bus));
        String[] compiled = {
          "-g2012",
          "-Wall",
          "-Wno-timescale",
          "-s",
          top,
          "-P" + top + ".Streams=" + streams,
          "-o",
          bench,
          "-f",
          first.toAbsolutePath().toString(),
          "-f",
          CORE_LIST,
          "-f",
          BUS_LIST
        };
        assertEquals("", iverilog.runOk(HDL, compiled));
        tops++;
      }
    }
    assertEquals(6, tops);
    String[] all = {
      "--timing",
      "-DMICROGPT_TRACE",
      "--top-module",
      "microgpt_bench",
      parameters,
      "-f",
      CORE_LIST,
      "-f",
      SIMULATION_LIST
    };
    assertEquals("", lint(verilator, "-Wno-INITIALDLY", all));
  }

  private static String lint(ExternalTool verilator, String warnings, String... arguments)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("--lint-only", warnings));
    all.addAll(List.of(arguments));
    return verilator.runOk(HDL, all.toArray(String[]::new)).strip();
  }

  private static List<String> all() throws Exception {
    List<String> all = new ArrayList<>();
    for (String under : List.of("core", "bus", "sim")) {
      all.addAll(files(under));
    }
    return all;
  }

  private static List<String> list(String name) throws Exception {
    return Files.readAllLines(HDL.resolve(name));
  }

  private static List<String> files(String under) throws Exception {
    try (Stream<Path> files = Files.list(HDL.resolve(under))) {
      return files.map(file -> under + "/" + file.getFileName()).sorted().toList();
    }
  }

  /** A file with attributes is a map of one entry. */
  private static List<String> names(JsonNode files) {
    List<String> names = new ArrayList<>();
    files.forEach(
        file -> names.add(file.isTextual() ? file.textValue() : file.fieldNames().next()));
    return names;
  }
}
