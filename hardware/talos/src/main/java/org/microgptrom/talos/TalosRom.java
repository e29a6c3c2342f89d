package org.microgptrom.talos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;

/**
 * The folder that a TALOS-V2 board's ROMs are built from: nine files, one per tensor, of one word
 * per line in four lower-case hexadecimal digits, row-major, and perhaps a manifest of ours.
 *
 * @param folder that holds the files
 * @param model the words of the files
 * @param manifest what {@code manifest.json} says, if there is one
 */
public record TalosRom(Path folder, TalosModel model, Optional<TalosManifest> manifest) {
  private static final int DIGITS = 4;
  private static final int LINE_BYTES = DIGITS + 1;

  /** The folder that the circuit's own project keeps the files in. */
  private static final String GENERATED = "generated";

  /** The file of one tensor: {@code layer0_attn_wq_q12.hex}, say. */
  public static String fileName(String tensor) {
    return tensor.replace('.', '_') + "_q12.hex";
  }

  /** The files' names, in {@code state_dict} order. */
  public static List<String> fileNames() {
    return TalosModel.CONFIG.parameters().stream().map(spec -> fileName(spec.name())).toList();
  }

  /** Whether a folder, or its folder {@code generated}, looks like a ROM folder. */
  public static boolean isAt(Path path) {
    AtomicOutput.recover(path);
    return Files.exists(filesIn(path).resolve(fileName(ParameterSpec.WTE)));
  }

  private static Path filesIn(Path path) {
    Path generated = path.resolve(GENERATED);
    return Files.exists(generated.resolve(fileName(ParameterSpec.WTE))) ? generated : path;
  }

  /** Reads the words of one file. */
  @FunctionalInterface
  interface WordReader {
    /**
     * Reads all words of a file that exists, as 16-bit patterns.
     *
     * @param spec the tensor, whose size tells how many words are expected
     * @throws InputException if the file holds anything else
     */
    short[] words(Path file, ParameterSpec spec);
  }

  /**
   * Reads a folder, or its folder {@code generated}, whose files have the form that the circuit's
   * own project writes.
   *
   * @throws InputException with file, line and column if a file is missing or holds anything but
   *     its words
   */
  public static TalosRom read(Path path) {
    return read(path, TalosRom::words);
  }

  private static TalosRom read(Path path, WordReader reader) {
    AtomicOutput.recover(path);
    if (!Files.isDirectory(path)) {
      throw new InputException(path, "is no folder, one of *_q12.hex files expected", "");
    }
    Path folder = filesIn(path);
    Map<String, short[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : TalosModel.CONFIG.parameters()) {
      Path file = folder.resolve(fileName(spec.name()));
      if (!Files.exists(file)) {
        throw InputException.missing(
            file, "file", "a TALOS-V2 ROM folder has " + String.join(", ", fileNames()));
      }
      weights.put(spec.name(), reader.words(file, spec));
    }
    Path manifest = folder.resolve(TalosManifest.FILE);
    return new TalosRom(
        folder,
        new TalosModel(weights),
        Files.exists(manifest)
            ? Optional.of(
                Artifacts.readHeader(
                    folder,
                    TalosManifest.FILE,
                    TalosManifest.FORMAT,
                    TalosManifest.VERSION,
                    TalosManifest.class))
            : Optional.empty());
  }

  /**
   * Reads a folder whose words are to be used and not judged: a manifest, if there is one, must
   * belong to these files.
   *
   * @throws InputException as {@link #read}, and also if a file has another digest than the
   *     manifest records
   */
  public static TalosRom readIntact(Path path) {
    return readIntact(path, TalosRom::words);
  }

  /**
   * Reads a folder as {@link #readIntact(Path)} does, with files in any form that {@code reader}
   * takes.
   */
  static TalosRom readIntact(Path path, WordReader reader) {
    TalosRom rom = read(path, reader);
    if (rom.manifest.isPresent()) {
      Path file = rom.folder.resolve(TalosManifest.FILE);
      for (String name : fileNames()) {
        String digest = rom.manifest.get().files().getOrDefault(name, "nothing");
        Artifacts.requireDigest(rom.folder.resolve(name), digest, file);
      }
    }
    return rom;
  }

  /** The manifest's vocabulary or, without one, the letters that the circuit's host prints. */
  public Vocabulary vocabulary() {
    return manifest.map(TalosManifest::vocabulary).orElseGet(Vocabulary::letters);
  }

  private static short[] words(Path file, ParameterSpec spec) {
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(LINE_BYTES * spec.size() + 1);
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
    short[] words = new short[spec.size()];
    for (int word = 0; word < words.length; word++) {
      words[word] = word(file, text, word, spec);
    }
    if (text.length > LINE_BYTES * spec.size()) {
      throw new InputException(
          file + ":" + (spec.size() + 1) + ":1",
          "goes on after the " + spec.size() + " words of " + spec.name(),
          "");
    }
    return words;
  }

  private static short word(Path file, byte[] text, int word, ParameterSpec spec) {
    int value = 0;
    for (int column = 0; column < LINE_BYTES; column++) {
      int at = LINE_BYTES * word + column;
      int digit = at < text.length ? Character.digit(text[at], 16) : -1;
      boolean isRight =
          column == DIGITS
              ? at < text.length && text[at] == '\n'
              : digit >= 0 && !Character.isUpperCase(text[at]);
      if (!isRight) {
        String found =
            at == text.length
                ? "the end of the file"
                : "byte 0x" + String.format("%02x", text[at] & 0xFF) + shown(text[at]);
        throw new InputException(
            file + ":" + (word + 1) + ":" + (column + 1),
            "expected "
                + (column == DIGITS ? "a line feed" : "a lower-case hexadecimal digit")
                + " of word "
                + (word + 1)
                + " of "
                + spec.size()
                + " ("
                + spec.name()
                + "), found "
                + found,
            "each line is one word of four digits, ended by a line feed");
      }
      value = column == DIGITS ? value : value << 4 | digit;
    }
    return (short) value;
  }

  private static String shown(byte character) {
    return character > ' ' && character <= '~'
        ? " (" + new String(new byte[] {character}, StandardCharsets.US_ASCII) + ")"
        : "";
  }
}
