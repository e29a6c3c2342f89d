package org.microgptrom.rtl.tools;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where programs are looked for: on the PATH, and after that among the packages of npm.
 *
 * @param path the folders of the PATH, in order
 * @param working the working folder, absolute
 */
record ToolSearch(List<Path> path, Path working) {
  private static final String NODE = "node";

  /** The search of this process. */
  static ToolSearch ofProcess() {
    String path = System.getenv().getOrDefault("PATH", "");
    return new ToolSearch(
        Stream.of(path.split(File.pathSeparator, -1)).map(Path::of).toList(),
        Path.of("").toAbsolutePath());
  }

  /** The program of this name; one on the PATH comes first. */
  Optional<HdlTool> find(String name) {
    Optional<HdlTool> onPath =
        onPath(name).map(file -> new HdlTool(name, file, List.of(file.toString()), "", ""));
    return onPath.isPresent()
        ? onPath
        : onPath(NODE).flatMap(node -> NpmProgram.find(name, node, working));
  }

  private Optional<Path> onPath(String name) {
    return path.stream()
        .flatMap(folder -> Stream.of("", ".exe").map(suffix -> folder.resolve(name + suffix)))
        .map(Path::toAbsolutePath)
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
