package org.microgptrom.board.bitstream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.verify.report.BitstreamSummary;
import org.microgptrom.verify.report.VerificationReport;

/**
 * Reads the ROMs of a circuit back from its bitstream. Which bit of which block RAM is which bit of
 * which word follows from the netlist's wiring and the router's places; the contents come from the
 * bitstream alone. Routing and logic of the bitstream are not looked at.
 */
public final class Readback {
  /** The name of the image that the memory of a board holds at first. */
  public static final String BOARD_IMAGE = "board";

  private final Manifest manifest;
  private final BitstreamDesign design;
  private final List<RomMap> roms;

  private Readback(Manifest manifest, BitstreamDesign design, List<RomMap> roms) {
    this.manifest = manifest;
    this.design = design;
    this.roms = roms;
  }

  /**
   * The outcome of a comparison.
   *
   * @param checks those of the bitstream's block RAMs, and of what is logic in the netlist
   */
  public record Result(BitstreamSummary summary, List<Check> checks) {
    /** Copies the list. */
    public Result {
      checks = List.copyOf(checks);
    }
  }

  /**
   * Reads a bitstream and what it takes to understand it.
   *
   * @param bitstream of an iCE40 ({@code .bin} or {@code .asc}) or ECP5 ({@code .bit} or {@code
   *     .config})
   * @param placement what the router wrote with {@code --write}, with the netlist that it read
   *     beside it; null for {@code placed.json} beside the bitstream
   * @param manifest of the bundle whose circuit it should be
   * @throws InputException if a file is missing, damaged or does not belong to the others, or the
   *     netlist is not that of the circuit
   */
  public static Readback of(Path bitstream, @Nullable Path placement, Manifest manifest) {
    return of(bitstream, placement, manifest, 0);
  }

  /**
   * As {@link #of(Path, Path, Manifest)}, of a board with the circuit and a memory of its own.
   *
   * @param boardBytes that this memory holds; 0 if it is not looked at
   */
  public static Readback of(
      Path bitstream, @Nullable Path placement, Manifest manifest, int boardBytes) {
    try {
      BitstreamDesign design = BitstreamDesign.read(bitstream, placement);
      String file = design.netlistFile();
      Netlist netlist = design.netlist();
      Tracer tracer = new Tracer(netlist, design.contents().cells());
      List<CircuitRoms.Rom> roms = new ArrayList<>(CircuitRoms.find(file, netlist, manifest));
      if (boardBytes > 0) {
        MemoryMap.Image image =
            new MemoryMap.Image(BOARD_IMAGE, Layout.TABLE, Byte.SIZE, Byte.SIZE, boardBytes);
        roms.add(CircuitRoms.ofBoard(file, netlist, image));
      }
      return new Readback(
          manifest,
          design,
          roms.stream().map(rom -> RomMap.trace(rom, netlist, tracer, design.places())).toList());
    } catch (IOException e) {
      throw new InputException(bitstream, "cannot be read: " + e.getMessage(), "", e);
    }
  }

  /** The same design with the contents of another bitstream. */
  public Readback reading(Path other) throws IOException {
    return with(BitstreamFile.read(other));
  }

  /** The same design with other contents of its block RAMs. */
  Readback with(BlockContents contents) {
    return new Readback(manifest, design.with(contents), roms);
  }

  /** Compares all ROMs with the images of a bundle. */
  public Result compare(RomContents images) {
    return compare(images.images());
  }

  /**
   * Puts other words into the bitstream.
   *
   * @param images by name, of all memories
   * @return the number of bits that changed
   * @throws InputException if a bit that must change is not stored in a block RAM
   */
  public long put(Map<String, RomImage> images) {
    long changed = 0;
    for (RomMap map : roms) {
      RomImage image = images.get(map.rom().image().name());
      changed += new RomWriter(design, map, Objects.requireNonNull(image)).run();
    }
    return changed;
  }

  /**
   * Writes the bitstream with the words that it has now.
   *
   * @param text whether as a text, an {@code .asc} or {@code .config}
   * @param options of icepack or ecppack
   */
  public void write(Path file, boolean text, List<String> options) throws IOException {
    BitstreamFile.write(design.contents(), text, options, file);
  }

  /** Whether another bitstream is the same but for the contents of its block RAMs. */
  public boolean hasCircuitOf(Path other) throws IOException {
    return design.contents().circuit().equals(BitstreamFile.read(other).circuit());
  }

  /** Whether a bitstream is a text. */
  public static boolean isText(Path bitstream) throws IOException {
    return BitstreamFile.isText(bitstream);
  }

  /** Compares all memories with images by name, of which some may be missing. */
  public Result compare(Map<String, RomImage> images) {
    List<BitstreamSummary.Rom> summaries = new ArrayList<>();
    List<Check> checks = new ArrayList<>();
    for (RomMap map : roms) {
      CircuitRoms.Rom rom = map.rom();
      RomImage image = images.get(rom.image().name());
      if (image == null) {
        checks.add(
            Check.skipped(
                VerificationReport.BITSTREAM, name(rom), "no copy of its image can be read"));
        continue;
      }
      RomReader reader = new RomReader(design, manifest.memoryMap(), map, image);
      reader.run();
      add(VerificationReport.BITSTREAM, rom, reader.stored(), checks);
      add(VerificationReport.NETLIST, rom, reader.logic(), checks);
      summaries.add(
          new BitstreamSummary.Rom(
              rom.image().name(),
              rom.memory(),
              rom.image().depth(),
              reader.blocks(),
              reader.stored().compared(),
              reader.logic().compared(),
              reader.stored().mismatches() + reader.logic().mismatches()));
    }
    List<String> roms = CircuitRoms.images(manifest).stream().map(MemoryMap.Image::name).toList();
    for (String image : CircuitParameters.images(manifest.memoryMap())) {
      if (!roms.contains(image)) {
        checks.add(
            Check.notRun(
                VerificationReport.BITSTREAM,
                image,
                image + " is logic in the circuit, not a ROM"));
      }
    }
    return new Result(
        new BitstreamSummary(design.file(), design.contents().device(), summaries), checks);
  }

  private static void add(
      String suite, CircuitRoms.Rom rom, RomReader.Tally tally, List<Check> checks) {
    if (tally.compared() > 0) {
      checks.add(Check.of(suite, name(rom), tally.compared(), tally.mismatches(), tally.first()));
    }
  }

  private static String name(CircuitRoms.Rom rom) {
    return rom.image().name() + " in " + rom.memory();
  }
}
