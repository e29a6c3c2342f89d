package org.microgptrom.board.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.rtl.synth.Resource;
import org.microgptrom.rtl.synth.Timing;

/**
 * The file {@code board.json} of a project: what the circuit on the board is, and what was built.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param tool the version of microgpt-rom
 * @param board name of the board
 * @param title its maker, type and revision
 * @param device maker and type of the FPGA
 * @param part the maker's number of it
 * @param clockMhz frequency of the circuit's clock
 * @param baud bits per second of the serial line
 * @param top name of the top module
 * @param manifestSha256 digest of the bundle's {@code manifest.json}, which the circuit tells
 * @param sources SystemVerilog files in compile order
 * @param images the memory files that they name
 * @param constraints files with pins and clocks
 * @param seed of the router
 * @param build what was built; null if nothing was
 */
public record BoardDescription(
    String format,
    int version,
    String tool,
    String board,
    String title,
    String device,
    String part,
    double clockMhz,
    int baud,
    String top,
    String manifestSha256,
    List<String> sources,
    List<String> images,
    List<String> constraints,
    int seed,
    @Nullable Build build) {
  /** The name of the file. */
  public static final String FILE = "board.json";

  /** The value of {@code format}. */
  public static final String FORMAT = "microgpt-rom board";

  /** The newest version this program writes and reads. */
  public static final int VERSION = 1;

  private static final double FASTEST = 1000; // MHz, more than any FPGA's clock

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a part is missing or a number is out of its range
   */
  public BoardDescription {
    requireAll(
        format,
        tool,
        board,
        title,
        device,
        part,
        top,
        manifestSha256,
        sources,
        images,
        constraints);
    if (!(clockMhz > 0 && clockMhz <= FASTEST) || baud < 1 || seed < 1) {
      throw new IllegalArgumentException(
          "clock, baud rate and seed of a board can't be " + clockMhz + ", " + baud + ", " + seed);
    }
    sources = List.copyOf(sources);
    images = List.copyOf(images);
    constraints = List.copyOf(constraints);
  }

  /**
   * What the tools made of a project.
   *
   * @param tools versions of the programs
   * @param resources what the circuit takes of the FPGA
   * @param timing of the routed circuit; null if it does not fit
   * @param timingMet whether the circuit is as fast as its clock
   * @param files what was written, the bitstream last; there is none if the timing is not met
   */
  public record Build(
      List<String> tools,
      List<Resource> resources,
      @Nullable Timing timing,
      boolean timingMet,
      List<String> files) {
    /** Copies the lists. */
    public Build {
      tools = List.copyOf(tools);
      resources = List.copyOf(resources);
      files = List.copyOf(files);
    }

    /** The resources that the FPGA has too few of. */
    public List<Resource> shortages() {
      return resources.stream().filter(resource -> resource.missing() > 0).toList();
    }
  }

  /**
   * Reads the description of a project.
   *
   * @throws InputException if there is none in the folder, or another version wrote it
   */
  public static BoardDescription read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new InputException(
          folder,
          "is no project of a board, which has a " + FILE,
          "'board BUNDLE --board NAME -o FOLDER' writes one");
    }
    BoardDescription description = Json.readSparse(file, BoardDescription.class);
    if (!FORMAT.equals(description.format()) || description.version() != VERSION) {
      throw new InputException(
          file,
          "is no " + FORMAT + " of version " + VERSION,
          "write the project again with 'board'");
    }
    return description;
  }

  private static void requireAll(@Nullable Object... parts) {
    if (Arrays.asList(parts).contains(null)) {
      throw new IllegalArgumentException("a key is missing that each project has");
    }
  }

  /** This description with what was built. */
  public BoardDescription with(Build made) {
    return new BoardDescription(
        format,
        version,
        tool,
        board,
        title,
        device,
        part,
        clockMhz,
        baud,
        top,
        manifestSha256,
        sources,
        images,
        constraints,
        seed,
        made);
  }

  /** The content of the file. */
  byte[] toJson() {
    return Json.pretty(this);
  }
}
