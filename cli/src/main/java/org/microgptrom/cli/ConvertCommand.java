package org.microgptrom.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.MemoryWriters;
import org.microgptrom.verify.bundle.MemoryFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description =
        "Converts a memory file to another format, reads the result back and compares every word.",
    footer = {
      "",
      "The extensions .mem, .mif, .hex, .mi, .vhd and .bin mean readmemh, mif, ihex, gowin-hex,",
      "vhdl and raw-le; name others with --from and --to. 'help pack' lists the formats.",
      "",
      "Examples:",
      "  microgpt-rom convert wte.mem wte.mif",
      "  microgpt-rom convert weights.bin weights.coe --width 64",
      "  microgpt-rom convert wte.mif wte.hex --to ihex-quartus"
    })
final class ConvertCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "IN", description = "The memory file to read.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The memory file to write.")
  @Written
  private Path out;

  @Option(
      names = "--from",
      paramLabel = "FORMAT",
      description = "Format of IN (default: by its extension).")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "Format of OUT (default: by its extension).")
  private String to;

  @Option(
      names = "--width",
      paramLabel = "BITS",
      description =
          "Bits in a word, a multiple of 16, where IN does not tell: ihex, srec, raw-le, raw-be"
              + " (default: 16).")
  private Integer width;

  @Mixin private JsonFile json;

  /** The content of the JSON file. */
  private record Facts(
      String tool, MemoryFormat from, MemoryFormat to, int depth, int width, String sha256) {}

  @Override
  public Integer call() {
    Console console = common.console();
    MemoryFormat source = from == null ? MemoryFormats.of(in, "--from") : MemoryFormats.named(from);
    MemoryFormat target = to == null ? MemoryFormats.of(out, "--to") : MemoryFormats.named(to);
    RomImage image = convert(source, target, console);
    console.result(
        out
            + ": "
            + TableText.count(image.depth())
            + " words of "
            + image.width()
            + " bits, SHA-256 of the canonical stream "
            + image.sha256());
    json.write(
        Json.pretty(
            new Facts(
                ToolVersion.current(),
                source,
                target,
                image.depth(),
                image.width(),
                image.sha256())));
    return ExitCode.OK;
  }

  private RomImage convert(MemoryFormat source, MemoryFormat target, Console console) {
    try (StageProgress progress = new StageProgress(console)) {
      progress.at("reading", 0, 3);
      RomImage image = MemoryFile.read(in, source, width(source), identifier(out));
      requireHeld(image, target);
      AtomicOutput.file(
          out,
          partial -> {
            progress.at("writing", 1, 3);
            write(image, target, partial);
            progress.at("comparing", 2, 3);
            MemoryFile.requireSame(partial, target, image);
          });
      return image;
    }
  }

  private int width(MemoryFormat format) {
    if (width != null && format.tellsWidth()) {
      throw new InputException(
          "--width", "a file in the format " + format + " tells the width itself", "leave it out");
    }
    int bits = width == null ? RomImage.LANE_BITS : width;
    if (bits < 1 || bits % RomImage.LANE_BITS != 0) {
      throw new InputException("--width", "a multiple of 16 expected, not " + bits, "");
    }
    return bits;
  }

  private static void requireHeld(RomImage image, MemoryFormat format) {
    if (!format.holds(image.width(), image.depth())) {
      throw new InputException(
          "--to",
          String.format(
              Locale.ROOT,
              "%s holds at most %,d words of at most %,d bits, not %,d of %,d",
              format,
              format.maxDepth(),
              format.maxWidth(),
              image.depth(),
              image.width()),
          "choose another format, or let pack split the image with --bank-depth and --bank-width");
    }
  }

  private static void write(RomImage image, MemoryFormat format, Path file) throws IOException {
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
      MemoryWriters.of(format).write(image, stream);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The file's name made fit for VHDL, Verilog and C. */
  private static String identifier(Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\..*", "");
    String plain = name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
    return plain.matches("[A-Za-z].*") ? plain : "memory" + (plain.isEmpty() ? "" : "_" + plain);
  }
}
