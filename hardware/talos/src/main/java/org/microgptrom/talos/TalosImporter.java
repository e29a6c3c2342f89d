package org.microgptrom.talos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.microgptrom.bundle.foreign.ForeignMemory;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.RomImage;

/** Makes a checkpoint of a ROM folder. */
public final class TalosImporter {
  private TalosImporter() {}

  /**
   * Reads a folder whose files are memory files of 16-bit words in any spelling of {@code
   * $readmemh}.
   *
   * @param vocabulary the symbols; without it the symbols of the manifest or, without one, a to z
   * @throws InputException if a file is missing, can't be read or holds another number of words
   */
  public static Checkpoint read(Path path, Optional<Vocabulary> vocabulary) {
    TalosRom rom = TalosRom.readIntact(path, TalosImporter::words);
    Map<String, float[]> weights = new LinkedHashMap<>();
    rom.model().weights().forEach((name, words) -> weights.put(name, values(words)));
    Provenance provenance =
        rom.manifest().map(TalosManifest::training).orElseGet(() -> imported(path, rom));
    return new Checkpoint(
        TalosModel.CONFIG, vocabulary.orElseGet(rom::vocabulary), weights, provenance);
  }

  private static float[] values(short[] words) {
    float[] values = new float[words.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) TalosModel.FORMAT.real(words[i]);
    }
    return values;
  }

  private static Provenance imported(Path path, TalosRom rom) {
    MessageDigest digest = Digests.sha256();
    for (String name : TalosRom.fileNames()) {
      Path file = rom.folder().resolve(name);
      try {
        digest.update(Files.readAllBytes(file));
      } catch (IOException e) {
        throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
      }
    }
    String name = String.valueOf(path.toAbsolutePath().getFileName());
    return Provenance.imported(ToolVersion.current(), name, Digests.hex(digest));
  }

  private static short[] words(Path file, ParameterSpec spec) {
    RomImage image =
        ForeignMemory.read(
                file, Optional.of(MemoryFormat.READMEMH), OptionalInt.of(16), spec.name())
            .image();
    if (image.depth() != spec.size()) {
      throw new InputException(
          file, "holds " + image.depth() + " words, " + spec.size() + " expected", "");
    }
    short[] words = new short[image.depth()];
    for (int address = 0; address < words.length; address++) {
      words[address] = image.value(address, 0);
    }
    return words;
  }
}
