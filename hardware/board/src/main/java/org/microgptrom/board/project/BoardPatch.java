package org.microgptrom.board.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.board.bitstream.Readback;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.board.catalog.Toolchain;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.rtl.synth.YosysSynthesis;
import org.microgptrom.verify.report.BitstreamSummary;

/**
 * Puts the model of another bundle into a bitstream, which takes no place and route. The circuit
 * has to be the same: the project of the other bundle, made anew, may differ from the bitstream's
 * in memory files only.
 */
public final class BoardPatch {
  private static final String ROM = "rom/";

  private static final List<String> TEXTS = List.of(".asc", ".config");
  private static final List<String> PACKED = List.of(".bin", ".bit");

  private final Path folder; // of the project
  private final Path bitstream;
  private final @Nullable Path placement;
  private final BoardProject project;
  private final Bundle bundle;
  private final RomContents contents;

  private BoardPatch(
      Path folder,
      Path bitstream,
      @Nullable Path placement,
      BoardProject project,
      Bundle bundle,
      RomContents contents) {
    this.folder = folder;
    this.bitstream = bitstream;
    this.placement = placement;
    this.project = project;
    this.bundle = bundle;
    this.contents = contents;
  }

  /**
   * What was done.
   *
   * @param changed bits of the bitstream that are others now
   * @param summary of the bitstream as it was read back
   */
  public record Result(long changed, BitstreamSummary summary) {}

  /**
   * Prepares a patch.
   *
   * @param bitstream of a project, {@code .bin}, {@code .bit}, {@code .asc} or {@code .config}
   * @param placement the router's, in the project's folder {@code build}; null for the one beside
   *     the bitstream
   * @param bundle with the other model
   * @throws InputException if there is no such project, or the bundle has another circuit
   */
  public static BoardPatch of(Path bitstream, @Nullable Path placement, Bundle bundle)
      throws IOException {
    if (Files.isDirectory(bitstream)) {
      throw new InputException(bitstream, "is a folder, a bitstream expected", "name the file");
    }
    if (!Files.isRegularFile(bitstream)) {
      throw InputException.missing(
          bitstream, "bitstream", "'board' makes one in a project's build/");
    }
    Path build = (placement == null ? bitstream : placement).toAbsolutePath().getParent();
    Path folder = Objects.requireNonNull(Objects.requireNonNull(build).getParent());
    BoardDescription description = BoardDescription.read(folder);
    Board board = BoardCatalog.get().named(description.board());
    BoardProject project =
        BoardProject.of(
            bundle,
            new BoardOptions(
                board, description.clockMhz(), description.baud(), description.seed()));
    RomContents contents = new RomContents(bundle);
    for (Map.Entry<String, byte[]> file : project.files().entrySet()) {
      if (!file.getKey().startsWith(ROM)) {
        requireSame(folder.resolve(file.getKey()), file.getValue());
      }
    }
    return new BoardPatch(folder, bitstream, placement, project, bundle, contents);
  }

  private static void requireSame(Path file, byte[] content) throws IOException {
    if (!Files.exists(file)) {
      throw InputException.missing(file, "file", "the bitstream's project should be complete");
    }
    byte[] own = Files.readAllBytes(file);
    int at = Arrays.mismatch(own, content);
    if (at >= 0) {
      String lines = new String(own, 0, at, StandardCharsets.ISO_8859_1);
      long line = 1 + lines.chars().filter(c -> c == '\n').count();
      throw new InputException(
          file + ":" + line,
          "the bundle asks for another circuit: " + line(own, at) + " here, " + line(content, at),
          "make a bitstream of this bundle with 'board'");
    }
  }

  /** The line of a text around a place. */
  private static String line(byte[] content, int at) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    int from = text.lastIndexOf('\n', at - 1) + 1;
    int to = text.indexOf('\n', at);
    return "'"
        + text.substring(Math.min(from, text.length()), to < 0 ? text.length() : to).strip()
        + "'";
  }

  /**
   * Writes the patched bitstream, as a text if the bitstream is one, and reads it back before it
   * gets its name.
   *
   * @param file to write
   * @throws InputException if the name is that of a file of the project or of another kind, the
   *     bitstream is not the project's, or the other model's words do not all get in; then nothing
   *     is written
   */
  public Result writeTo(Path file) throws IOException {
    boolean text = Readback.isText(bitstream);
    requireOwnName(file, text);
    Map<String, RomImage> images = new LinkedHashMap<>(contents.images());
    byte[] memory = Objects.requireNonNull(project.files().get(BoardMemory.PATH));
    RomImage board = BoardMemory.image(Readback.BOARD_IMAGE, memory);
    images.put(Readback.BOARD_IMAGE, board);
    Readback readback = Readback.of(bitstream, placement, bundle.manifest(), board.depth());
    requireRouted(readback, text);
    long changed = readback.put(images);
    List<String> options = OpenTools.packOptions(project.board());
    Readback.Result[] back = new Readback.Result[1];
    AtomicOutput.file(
        file,
        part -> {
          readback.write(part, text, options);
          back[0] = readback.reading(part).compare(images);
          requireRight(back[0]);
        });
    return new Result(changed, back[0].summary());
  }

  /** A file of the project may be needed for the next patch, and a programmer believes names. */
  private void requireOwnName(Path file, boolean text) throws IOException {
    List<Path> own = new ArrayList<>();
    own.add(folder.resolve(BoardDescription.FILE));
    project.files().keySet().forEach(name -> own.add(folder.resolve(name)));
    own.addAll(built());
    own.add(folder.resolve(OpenTools.PLACED));
    own.add(folder.resolve(OpenTools.NETLIST));
    if (placement != null) {
      own.add(placement.resolveSibling(YosysSynthesis.FILE));
    }
    for (Path name : own) {
      if (Files.exists(file) && Files.exists(name) && Files.isSameFile(file, name)) {
        throw new InputException(
            file,
            "is a file of the project, which the next patch needs",
            "name another output; nothing was written");
      }
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    if ((text ? PACKED : TEXTS).stream().anyMatch(name::endsWith)) {
      throw new InputException(
          file,
          "has the name of another kind of bitstream than " + bitstream,
          "it would be " + String.join(" or ", text ? TEXTS : PACKED) + "; nothing was written");
    }
  }

  /** The bitstreams of the project, its text first. */
  private List<Path> built() {
    Toolchain tool = project.board().tool();
    return List.of(
        folder.resolve(OpenTools.routed(tool)), folder.resolve(OpenTools.bitstream(tool)));
  }

  /** In the bitstream of another place and route, other blocks are at the placement's places. */
  private void requireRouted(Readback readback, boolean text) throws IOException {
    List<Path> built = new ArrayList<>(built());
    if (!text) {
      Collections.reverse(built); // a packed one is most like a packed one
    }
    built.removeIf(file -> !Files.isRegularFile(file));
    if (built.isEmpty()) {
      throw InputException.missing(
          built().get(1), "bitstream", "the project should be complete: build it with 'board'");
    }
    for (Path file : built) {
      if (Files.isSameFile(file, bitstream) || readback.hasCircuitOf(file)) {
        return;
      }
    }
    throw new InputException(
        bitstream,
        "differs from " + built.get(0) + " not only in what its block RAMs hold",
        "it is damaged, or the placement that belongs to it is another one (--placement)");
  }

  private void requireRight(Readback.Result back) {
    for (Check check : back.checks()) {
      if (check.outcome() == Check.Outcome.FAILED) {
        throw new InputException(
            bitstream,
            "does not take the words of "
                + check.name()
                + ": "
                + check.mismatches()
                + " bits differ",
            "make a bitstream of this bundle with 'board'");
      }
    }
  }
}
