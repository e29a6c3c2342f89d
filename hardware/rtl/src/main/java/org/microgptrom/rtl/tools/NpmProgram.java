package org.microgptrom.rtl.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.io.Json;

/**
 * Programs that packages of npm have as WebAssembly, for machines on which nothing is installed but
 * Node. The packages of YoWASP have no commands, but functions that are given the content of all
 * files; a script of ours calls these with the files of the working folder. (README of
 * {@code @yowasp/yosys} 0.55.944.)
 */
final class NpmProgram {
  /** The exit code of a package that this Node can't load; the last line of output says why. */
  static final int NOT_LOADED = 126;

  /** What to do then: {@code @yowasp/yosys} from 0.65 on needs Node 22. */
  static final String ADVICE =
      "take Node 22 or later, or of the package the version that npm calls latest, for Node 18";

  private static final String PNR_ICE40 = "@yowasp/nextpnr-ice40";

  /** The packages by program. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "yosys", "@yowasp/yosys",
          "nextpnr-ice40", PNR_ICE40,
          "icepack", PNR_ICE40,
          "iceunpack", PNR_ICE40);

  private static final String MODULES = "node_modules";
  private static final String SCRIPT = "npm-program.mjs";

  private NpmProgram() {}

  /** The package that has a program. */
  static Optional<String> packageOf(String program) {
    return Optional.ofNullable(PACKAGES.get(program));
  }

  /**
   * A program of an installed package: as Node does it, packages are looked for in the folder
   * {@code node_modules} of the working folder and of each one above it.
   *
   * @param node the program {@code node}
   * @param working the working folder, absolute
   */
  static Optional<HdlTool> find(String program, Path node, Path working) {
    String name = PACKAGES.get(program);
    if (name == null) {
      return Optional.empty();
    }
    for (Path folder = working; folder != null; folder = folder.getParent()) {
      Path home = folder.resolve(MODULES).resolve(name);
      Path description = home.resolve("package.json");
      if (Files.isRegularFile(description)) {
        List<String> words =
            List.of(node.toString(), "--input-type=module", "-", home.toString(), program);
        return Optional.of(
            new HdlTool(program, home, words, script(), ", npm " + name + version(description)));
      }
    }
    return Optional.empty();
  }

  private static String version(Path description) {
    return Json.read(description, Object.class) instanceof Map<?, ?> map
        ? " " + map.get("version")
        : "";
  }

  private static String script() {
    try (InputStream in = NpmProgram.class.getResourceAsStream(SCRIPT)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
