package org.microgptrom.board.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.clock.Clock;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Folders;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.synth.Design;

/**
 * A project for one board: everything that its tools need to make a bitstream of a bundle.
 *
 * @param board the board
 * @param description the content of {@code board.json} as long as nothing is built
 * @param files contents by path, which is relative with forward slashes; all but board.json
 * @param commands that make the bitstream
 */
public record BoardProject(
    Board board, BoardDescription description, Map<String, byte[]> files, List<Command> commands) {
  private static final String RTL = "rtl/";

  /**
   * The project of an open bundle.
   *
   * @throws InputException if the board does not hold the circuit, its clock or the serial line
   *     can't run at the frequencies asked for, or a file is not the one that the manifest lists
   */
  public static BoardProject of(Bundle bundle, BoardOptions options) throws IOException {
    Board board = options.board();
    Clock clock = board.model().pll().clock(board.model().inputMhz(), options.mhz());
    SerialRate rate = SerialRate.of(clock, options.baud());
    Design design = Design.of(bundle.file(""), bundle.manifest());
    BoardFit.require(bundle, board);

    Map<String, byte[]> files = new LinkedHashMap<>();
    List<String> sources = new ArrayList<>();
    for (String path : design.sources()) {
      files.put(path, listed(bundle, path));
      sources.add(path);
      if (path.equals(Circuit.PARAMETERS)) {
        sources.add(BoardParameters.PATH);
      }
    }
    for (String name : BoardSources.names()) {
      files.put(RTL + name, BoardSources.read(name));
      sources.add(RTL + name);
    }
    BoardMemory memory = new BoardMemory(bundle.manifest(), bundle.manifestSha256(), clock, rate);
    put(files, BoardParameters.PATH, BoardParameters.source(rate, memory));
    put(files, TopModule.PATH, TopModule.source(board, clock));
    sources.add(TopModule.PATH);
    List<String> images = new ArrayList<>();
    for (Design.Image image : design.images()) {
      files.put(image.path(), listed(bundle, image.path()));
      images.add(image.path());
    }
    put(files, BoardMemory.PATH, memory.text());
    images.add(BoardMemory.PATH);

    ToolInput input = new ToolInput(board, clock, options.seed(), sources);
    ToolFiles tools =
        switch (board.tool()) {
          case ICE40, ECP5 -> OpenTools.files(input);
          case GOWIN -> VendorTools.gowin(input);
          case QUARTUS -> VendorTools.quartus(input);
          case VIVADO -> VendorTools.vivado(input);
        };
    tools.files().forEach((path, text) -> put(files, path, text));
    put(files, ToolInput.SCRIPT, script(board, tools));
    return new BoardProject(
        board,
        new BoardDescription(
            BoardDescription.FORMAT,
            BoardDescription.VERSION,
            ToolVersion.current(),
            board.name(),
            board.model().title(),
            board.fpga().map(Fpga::part).orElse(board.chip().part()),
            board.chip().part(),
            clock.mhz(),
            rate.baud(),
            TopModule.NAME,
            bundle.manifestSha256(),
            sources,
            images,
            tools.constraints(),
            options.seed(),
            null),
        files,
        tools.commands());
  }

  /** Writes all files into a folder, which is made if it is missing. */
  public void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Folders.makeParents(folder, file.getKey());
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    makeExecutable(folder.resolve(ToolInput.SCRIPT));
    write(folder, description);
  }

  /** Writes {@code board.json}. */
  static void write(Path folder, BoardDescription description) throws IOException {
    Files.write(folder.resolve(BoardDescription.FILE), description.toJson());
  }

  private static String script(Board board, ToolFiles tools) {
    List<String> lines = new ArrayList<>();
    lines.add("#!/bin/sh");
    lines.add("# Makes the bitstream for " + board.model().title() + " in build/.");
    lines.add("# Tools: " + board.tool().label() + ".");
    if (!board.model().note().isEmpty()) {
      lines.add("# Board: " + board.model().note() + ".");
    }
    lines.add("set -eu");
    lines.add("cd \"$(dirname \"$0\")\"");
    lines.add("mkdir -p build");
    tools.commands().forEach(command -> lines.add(command.line()));
    return String.join("\n", lines) + "\n";
  }

  private static void put(Map<String, byte[]> files, String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file of the bundle, which must be the one that the manifest lists. */
  private static byte[] listed(Bundle bundle, String path) throws IOException {
    Path file = bundle.file(path);
    byte[] content = Files.readAllBytes(file);
    String sha256 = Digests.sha256(content);
    Manifest manifest = bundle.manifest();
    if (manifest.files().stream()
        .noneMatch(entry -> entry.path().equals(path) && entry.sha256().equals(sha256))) {
      throw new InputException(
          file, "is not the file that " + Manifest.FILE + " lists", "pack the bundle again");
    }
    return content;
  }

  private static void makeExecutable(Path script) throws IOException {
    if (script.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(script));
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      Files.setPosixFilePermissions(script, permissions);
    }
  }
}
