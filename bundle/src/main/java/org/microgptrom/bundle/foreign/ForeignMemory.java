package org.microgptrom.bundle.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.model.rom.RomImage;

/**
 * The content of a memory file as other tools and people write it: docs/formats.md says what is
 * taken beside the canonical form of each format.
 *
 * @param image the words of the file
 * @param format of the file; where several formats are read alike, the usual one of them
 * @param leftOut the number of words that the file leaves out wholly or in part; what is left out
 *     is 0
 */
public record ForeignMemory(RomImage image, MemoryFormat format, int leftOut) {
  /** The bits of a word at most. */
  public static final int LARGEST_WIDTH = 1 << 16;

  /** A way to read the file once. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(SourceText text);
  }

  /**
   * Reads a whole file.
   *
   * @param format of the file; empty if its extension or its start are to tell
   * @param width bits in a word, at least 1, where the file does not tell (16 then, if this is
   *     empty) or only bounds it
   * @param name of the image
   * @throws InputException with line and column, or offset, if the file is malformed, gives an
   *     address two different words, or could be of two formats
   */
  public static ForeignMemory read(
      Path file, Optional<MemoryFormat> format, OptionalInt width, String name) {
    boolean asked = format.isPresent();
    Optional<MemoryFormat> told = asked ? format : told(file);
    MemoryFormat known = told.orElse(MemoryFormat.READMEMH);
    MemoryShape shape =
        with(
            file,
            known,
            text -> {
              Survey survey = new Survey(text, width);
              dialect(known, asked, width).read(text, survey);
              if (told.isEmpty()) {
                requireHexadecimal(file, survey.largestDigit());
              }
              return survey.shape(name);
            });
    return with(
        file,
        known,
        text -> {
          Filler filler = new Filler(text, shape);
          Dialect dialect = dialect(known, asked, width);
          dialect.read(text, filler);
          MemoryFormat said = dialect instanceof TableDialect table ? table.format() : known;
          return new ForeignMemory(filler.image(), said, filler.leftOut());
        });
  }

  /**
   * The format that the file's extension or start tells; empty for bare words, which are
   * hexadecimal or binary.
   */
  private static Optional<MemoryFormat> told(Path file) {
    boolean folder = Files.isDirectory(file);
    Optional<MemoryFormat> type =
        folder ? Optional.empty() : reading(file, () -> MemoryFileType.of(file));
    if (type.isEmpty() && (folder || !MemoryFileType.isPlain(file))) {
      throw new InputException(
          file, "neither extension nor content tell the file's format", "name it with --from");
    }
    return type;
  }

  private static void requireHexadecimal(Path file, int largestDigit) {
    if (largestDigit == 0 || largestDigit == 1) {
      throw new InputException(
          file,
          "has no digit but 0 and 1: its words may be hexadecimal or binary",
          "say --from readmemh or --from readmemb");
    }
  }

  private static Dialect dialect(MemoryFormat format, boolean asked, OptionalInt width) {
    int wordBytes = (width.orElse(RomImage.LANE_BITS) + 7) / 8;
    return switch (format) {
      case READMEMH -> new ReadmemDialect(16);
      case READMEMB, MICROCHIP_BIN -> new ReadmemDialect(2);
      case MIF, MIF_RANGES, MIF_UNSIGNED -> new MifDialect();
      case COE -> new CoeDialect();
      case IHEX -> IhexDialect.bytes(asked);
      case IHEX_QUARTUS -> IhexDialect.words(width.isPresent() ? wordBytes : -1);
      case SREC -> new SrecDialect();
      case LATTICE_HEX,
          LATTICE_BIN,
          LATTICE_ADDRHEX,
          GOWIN_HEX,
          GOWIN_BIN,
          GOWIN_ADDRHEX,
          MICROCHIP_HEX ->
          new TableDialect(format);
      case VHDL, VHDL_CASE -> new VhdlDialect();
      case VERILOG_CASE, SYSTEMVERILOG_CASE -> new VerilogDialect();
      case C -> new CDialect();
      case RAW_LE -> new BytesDialect(wordBytes, ByteOrder.LITTLE_ENDIAN);
      case RAW_BE -> new BytesDialect(wordBytes, ByteOrder.BIG_ENDIAN);
      case NPY -> new NpyDialect();
    };
  }

  private static <T> T with(Path file, MemoryFormat format, Reading<T> reading) {
    return reading(
        file,
        () -> {
          try (InputStream in = Files.newInputStream(file)) {
            return reading.read(new SourceText(file.toString(), in, format.isBinary()));
          }
        });
  }

  /** Reads a file and turns its failures into errors for the user. */
  private static <T> T reading(Path file, IoCall<T> call) {
    try {
      return call.run();
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file, a memory file expected", "");
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    } catch (UncheckedIOException e) {
      throw new InputException(
          file, "cannot be read: " + Objects.requireNonNull(e.getCause()).getMessage(), "", e);
    }
  }

  /** A call that reads a file. */
  @FunctionalInterface
  private interface IoCall<T> {
    T run() throws IOException;
  }
}
