package org.microgptrom.cli.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.MemoryFile;
import org.microgptrom.bundle.foreign.ForeignMemory;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.MemoryFormats;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.Written;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.pack.MemoryWriters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Converts a memory file to another format, reads the result back and compares every word.",
    footer = {
      "",
      "IN may be written as other tools and people do: comments, capitals, CRLF, addresses, gaps,",
      "any radix; OUT has the form that 'pack' writes. Of a .mem or .hex file of bare words that",
      "could be binary or hexadecimal, --from says what it is.",
      "For OUT, .mem, .mif, .hex, .mi, .vhd and .bin mean readmemh, mif, ihex, gowin-hex, vhdl and",
      "raw-le; name others with --to. 'help pack' lists the formats.",
      "",
      "Examples:",
      "  microgpt-rom convert wte.mem wte.mif",
      "  microgpt-rom convert weights.bin weights.coe --width 64",
      "  microgpt-rom convert wte.mif wte.hex --to ihex-quartus"
    })
public final class ConvertCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(index = "0", paramLabel = "IN", description = "The memory file to read.")
  private Path in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The memory file to write.")
  @Written
  private Path out;

  @Option(
      names = "--from",
      paramLabel = "FORMAT",
      completionCandidates = Candidates.Formats.class,
      description = "Format of IN (default: by its extension and its start).")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      completionCandidates = Candidates.Formats.class,
      description = "Format of OUT (default: by its extension).")
  private @Nullable String to;

  @Option(
      names = "--width",
      paramLabel = "BITS",
      description =
          "Bits in a word where IN does not tell: ihex, srec, raw-le, raw-be (default: 16), or"
              + " where it has room for more than its words need: digits, C, NumPy.")
  @Range(from = "1", to = "65536")
  private @Nullable Integer width;

  @Mixin private JsonOptions json;

  /** The content of the JSON file. */
  private record Facts(
      String tool,
      MemoryFormat from,
      MemoryFormat to,
      int depth,
      int width,
      int leftOut,
      String sha256) {}

  @Override
  public Integer call() {
    Console console = common.console();
    MemoryFormat target = to == null ? MemoryFormats.of(out) : MemoryFormats.named(to);
    ForeignMemory memory = convert(target, console);
    RomImage image = memory.image();
    console.result(
        String.format(
            Locale.ROOT,
            "%s: %,d words of %d bits, from %s to %s%s, SHA-256 of the canonical stream %s",
            out,
            image.depth(),
            image.width(),
            memory.format(),
            target,
            memory.leftOut() == 0
                ? ""
                : String.format(Locale.ROOT, " (%,d that IN leaves out are 0)", memory.leftOut()),
            image.sha256()));
    json.write(
        Json.pretty(
            new Facts(
                ToolVersion.current(),
                memory.format(),
                target,
                image.depth(),
                image.width(),
                memory.leftOut(),
                image.sha256())));
    return ExitCode.OK;
  }

  private ForeignMemory convert(MemoryFormat target, Console console) {
    try (StageProgress progress = new StageProgress(console)) {
      progress.at("reading", 0, 3);
      ForeignMemory memory =
          ForeignMemory.read(
              in,
              Optional.ofNullable(from).map(MemoryFormats::named),
              width == null ? OptionalInt.empty() : OptionalInt.of(width),
              identifier(out));
      RomImage image = memory.image();
      requireHeld(image, target);
      AtomicOutput.file(
          out,
          partial -> {
            progress.at("writing", 1, 3);
            write(image, target, partial);
            progress.at("comparing", 2, 3);
            MemoryFile.requireSame(partial, target, image);
          });
      return memory;
    }
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

  /**
   * The file's name, but for its extension, turned into an identifier of VHDL, Verilog and C:
   * {@code layer0.attn_wq.h} gives {@code layer0_attn_wq}.
   */
  private static String identifier(Path file) {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    String plain = name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
    return plain.matches("[A-Za-z].*") ? plain : "memory" + (plain.isEmpty() ? "" : "_" + plain);
  }
}
