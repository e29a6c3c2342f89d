package org.microgptrom.rtl.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;

/** Scripts stand in for programs, and a package for those of YoWASP. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class ToolSearchTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path bin;
  private Path project;

  @BeforeEach
  void makeFolders() throws IOException {
    bin = Files.createDirectory(folder.resolve("bin"));
    project = Files.createDirectories(folder.resolve("home/work/project"));
  }

  @Test
  void thePathComesFirstThenTheNearestFolder() throws IOException {
    ToolSearch search = new ToolSearch(List.of(folder.resolve("none"), bin), project);
    assertEquals(Optional.empty(), search.find("yosys"));

    Path far = installed("home/node_modules/@yowasp/yosys", "0.1.2");
    assertEquals(Optional.empty(), search.find("yosys"), "a package without Node");
    script("node", "echo \"$*\"");
    HdlTool npm = search.find("yosys").orElseThrow();
    assertEquals(far, npm.program());
    assertEquals(
        "--input-type=module - " + far + " yosys -V, npm @yowasp/yosys 0.1.2", npm.version());

    Path near = installed("home/work/node_modules/@yowasp/yosys", "3");
    assertEquals(near, search.find("yosys").orElseThrow().program());
    assertEquals(
        far, new ToolSearch(List.of(bin), far).find("yosys").orElseThrow().program(), "from above");

    Path own = script("yosys", "echo Yosys of the PATH");
    assertEquals(own, search.find("yosys").orElseThrow().program());
    assertEquals("Yosys of the PATH", search.find("yosys").orElseThrow().version());
  }

  @Test
  void onePackageHasManyPrograms() throws IOException {
    script("node", "echo \"$@\"");
    Path home = installed("home/work/project/node_modules/@yowasp/nextpnr-ice40", "0.8.1");
    ToolSearch search = new ToolSearch(List.of(bin), project);
    List<String> found = new ArrayList<>();
    for (String name : List.of("nextpnr-ice40", "icepack", "iceunpack", "yosys", "ecppack")) {
      search.find(name).ifPresent(tool -> found.add(tool.name() + " in " + tool.program()));
    }
    assertEquals(
        List.of("nextpnr-ice40 in " + home, "icepack in " + home, "iceunpack in " + home), found);
  }

  @Test
  void aPackagesProgramSeesTheWorkingFolderAndWritesIntoIt() throws IOException {
    Optional<HdlTool> node = HdlTool.find("node");
    if (node.isEmpty()) {
      return; // an extra, which no other test needs
    }
    Files.createSymbolicLink(bin.resolve("node"), node.get().program());
    Path home = installed("home/node_modules/@yowasp/yosys", "1");
    Files.createDirectory(home.resolve("gen"));
    try (InputStream in = ToolSearchTest.class.getResourceAsStream("yowasp.mjs")) {
      Files.copy(in, home.resolve("gen/bundle.js"));
    }
    Path work = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createDirectories(work.resolve("rtl"));
    Files.write(work.resolve("rtl/in.bin"), new byte[] {0, (byte) 0xff, 10});
    Files.createSymbolicLink(work.resolve("linked"), work.resolve("rtl/in.bin"));
    Files.writeString(work.resolve("kept"), "kept");
    assertTrue(work.resolve("kept").toFile().setLastModified(1_000_000));
    HdlTool tool = new ToolSearch(List.of(bin), project).find("yosys").orElseThrow();
    List<String> lines = new ArrayList<>();

    HdlTool.Result result =
        tool.run(work, MINUTE, List.of("reverse", "rtl/in.bin", "build/out.bin"), lines::add);
    assertEquals(0, result.exitCode(), result.output());
    assertEquals("reversing 3 bytes\nof linked: 3, a word: ä\n", result.output());
    assertEquals(result.output().lines().toList(), lines);
    assertEquals(List.of((byte) 10, (byte) 0xff, (byte) 0), bytes(work.resolve("build/out.bin")));
    assertEquals(1_000_000, work.resolve("kept").toFile().lastModified(), "not written again");
    assertFalse(Files.exists(work.resolve("empty")), "a folder without files");

    HdlTool.Result failed = tool.run(work, MINUTE, List.of("fail", "7"));
    assertEquals(7, failed.exitCode());
    assertEquals("log", Files.readString(work.resolve("log.txt")), "what there was until then");

    HdlTool.Result broken = tool.run(work, MINUTE, List.of("trap"));
    assertEquals(134, broken.exitCode());
    assertTrue(broken.output().startsWith("yosys: RuntimeError: unreachable"), broken.output());
    assertEquals("Stand-in with 0 files, npm @yowasp/yosys 1", tool.version());

    InputException foreign =
        assertThrows(InputException.class, () -> tool.run(work, MINUTE, List.of("load", "it")));
    assertTrue(
        foreign
            .getMessage()
            .matches(
                "yosys, npm @yowasp/yosys 1: Node v[0-9.]+ can't load its WebAssembly: a new kind"
                    + " of value\n  take Node 22 or later.*"),
        foreign.getMessage());
  }

  private static List<Byte> bytes(Path file) throws IOException {
    List<Byte> bytes = new ArrayList<>();
    for (byte b : Files.readAllBytes(file)) {
      bytes.add(b);
    }
    return bytes;
  }

  private Path installed(String path, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve(path));
    Files.writeString(
        home.resolve("package.json"),
        "{\"version\": \""
            + version
            + "\", \"type\": \"module\","
            + " \"exports\": {\"types\": \"./a.d.ts\", \"default\": \"./gen/bundle.js\"}}",
        StandardCharsets.UTF_8);
    return home;
  }

  private Path script(String name, String commands) throws IOException {
    Path tool = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + commands + "\n");
    assertTrue(tool.toFile().setExecutable(true));
    return tool;
  }
}
