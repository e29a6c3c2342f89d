package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.board.bitstream.Readback;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;
import picocli.CommandLine.Option;

/** The options that read a circuit's ROMs back from its bitstream. */
public final class BitstreamOptions {
  private static final String NAME = "--bitstream";

  @Option(
      names = NAME,
      paramLabel = "FILE",
      description =
          "Also read the ROMs back from this bitstream of an iCE40 (.bin, .asc) or ECP5 (.bit,"
              + " .config) and compare every word.")
  private @Nullable Path bitstream;

  @Option(
      names = "--placement",
      paramLabel = "FILE",
      description =
          "What nextpnr wrote with --write when it made the bitstream, with the netlist.json that it"
              + " read beside it (default: placed.json beside the bitstream).")
  private @Nullable Path placement;

  /**
   * Reads the bitstream, if there is one.
   *
   * @throws InputException if it can't be read or is not of this bundle's circuit
   */
  public Optional<Readback> read(Manifest manifest) {
    if (bitstream == null) {
      if (placement != null) {
        throw new InputException("--placement", "is that of a bitstream", "add " + NAME + " FILE");
      }
      return Optional.empty();
    }
    return Optional.of(Readback.of(bitstream, placement, manifest));
  }

  /**
   * Requires that no bitstream was given.
   *
   * @param where the option that does not go with one
   */
  public void requireNone(String where) {
    if (bitstream != null || placement != null) {
      throw new InputException(where, "does not go with " + NAME, "run them one after the other");
    }
  }
}
