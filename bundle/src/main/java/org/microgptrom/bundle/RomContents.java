package org.microgptrom.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.RomFile;
import org.microgptrom.model.rom.RomFiles;
import org.microgptrom.model.rom.RomImage;

/**
 * The contents of a bundle's ROM files: one copy of each image, in the first format whose copy has
 * the digest that the manifest records or, where no copy has it, in the first format that can be
 * read.
 */
public final class RomContents {
  private final Bundle bundle;
  private final Manifest manifest;
  private final Map<String, RomImage> images = new LinkedHashMap<>();
  private final Map<String, MemoryFormat> origins = new LinkedHashMap<>();

  /** A copy of an image, and the format that it was read from. */
  private record Copy(RomImage image, MemoryFormat origin) {}

  /** Reads each image in as many formats as needed to find a right copy. */
  public RomContents(Bundle bundle) throws IOException {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    InParallel.map(manifest.memoryMap().images(), this::best)
        .forEach(
            found ->
                found.ifPresent(
                    copy -> {
                      images.put(copy.image.name(), copy.image);
                      origins.put(copy.image.name(), copy.origin);
                    }));
  }

  /**
   * As {@link #RomContents}, for those whom no other failure concerns.
   *
   * @throws InputException if a file can't be read at all
   */
  public static RomContents read(Bundle bundle) {
    try {
      return new RomContents(bundle);
    } catch (IOException e) {
      throw new InputException(bundle.path(), "cannot be read: " + e.getMessage(), "", e);
    }
  }

  /** The first right copy of an image or, where there is none, the first that can be read. */
  private Optional<Copy> best(MemoryMap.Image image) throws IOException {
    Optional<Copy> readable = Optional.empty();
    for (MemoryFormat format : manifest.memoryFormats()) {
      Optional<Copy> copy = read(image, format).map(content -> new Copy(content, format));
      if (copy.isPresent() && isRight(copy.get().image)) {
        return copy;
      }
      readable = readable.or(() -> copy);
    }
    return readable;
  }

  /**
   * The files that hold an image in a format: the file with the whole image first, then its banks.
   */
  public List<RomFile> files(MemoryMap.Image image, MemoryFormat format) {
    return RomFiles.of(image, format, manifest.geometry());
  }

  /** Reads one image in one format; empty if its files can't be read. */
  private Optional<RomImage> read(MemoryMap.Image image, MemoryFormat format) throws IOException {
    short[] content = new short[Math.toIntExact(image.shape().values())];
    int lanes = image.shape().lanes();
    for (RomFile file : files(image, format)) {
      boolean whole = file.whole();
      Optional<FileFault> fault =
          read(
              file,
              (address, word, text) -> {
                int inImage = file.base() + address;
                if (whole) {
                  for (int lane = 0; lane < lanes; lane++) {
                    content[inImage * lanes + lane] = word[lane];
                  }
                } else if (inImage < image.depth()) {
                  put(word, file, content, inImage * lanes, image.width());
                }
              });
      if (fault.isPresent()) {
        return Optional.empty();
      }
      if (whole) {
        break;
      }
    }
    return Optional.of(RomImage.of(image.shape(), content));
  }

  /** Puts a word of a bank into its place in the image's word, without what is padding there. */
  private static void put(short[] word, RomFile file, short[] content, int first, int width) {
    for (int lane = 0; lane < word.length; lane++) {
      int bit = file.bit() + RomImage.LANE_BITS * lane;
      int count = Math.min(RomImage.LANE_BITS, width - bit);
      if (count <= 0) {
        return;
      }
      RomImage.put((short) (word[lane] & ((1 << count) - 1)), bit, content, first);
    }
  }

  /** Takes the words of a file, with the cursor that tells where each word stands. */
  @FunctionalInterface
  public interface Words {
    void word(int address, short[] lanes, CanonicalText text);
  }

  /**
   * Reads one file.
   *
   * @return why it can't be read; empty if it can
   */
  public Optional<FileFault> read(RomFile file, Words words) throws IOException {
    String path = file.path();
    try (InputStream in = Files.newInputStream(bundle.file(path))) {
      CanonicalText text = new CanonicalText(path, in, file.format().isBinary());
      try {
        MemoryReaders.of(file.format())
            .read(text, file.shape(), (address, lanes) -> words.word(address, lanes, text));
        return Optional.empty();
      } catch (InputException e) {
        return Optional.of(FileFault.inLine(path, text.lineOrNull(), e.getMessage()));
      }
    }
  }

  /** Whether an image has the digest that the manifest records. */
  public boolean isRight(RomImage image) {
    return image.sha256().equals(manifest.imageSha256().get(image.name()));
  }

  /** The images by name; an image that can't be read in any format is missing. */
  public Map<String, RomImage> images() {
    return Collections.unmodifiableMap(images);
  }

  /** The image of {@link #images} with this name; empty if it can't be read in any format. */
  public Optional<RomImage> image(String name) {
    return Optional.ofNullable(images.get(name));
  }

  /**
   * The path of the first file that this image of {@link #images} was read from; empty if the image
   * is missing.
   */
  public String source(String image) {
    return origins.containsKey(image) ? sources(image).get(0).path() : "";
  }

  /** Whether this file holds a whole image and is the one that a right copy was read from. */
  public boolean isRightSource(RomFile file) {
    return file.whole()
        && file.format() == origins.get(file.image())
        && image(file.image()).filter(this::isRight).isPresent();
  }

  private List<RomFile> sources(String image) {
    return files(entry(image), Objects.requireNonNull(origins.get(image), image));
  }

  /** Whether all images of a layout could be read. */
  public boolean has(Layout layout) {
    return manifest.memoryMap().images().stream()
        .filter(image -> image.layout() == layout)
        .allMatch(image -> images.containsKey(image.name()));
  }

  /** The difference of one value of {@link #images} from what it should be. */
  public WordDifference difference(
      RomImage image, int address, int index, short expected, String against) throws IOException {
    int bits = entry(image.name()).valueBits();
    List<WordDifference> found = new ArrayList<>();
    for (RomFile file : sources(image.name())) {
      read(
          file,
          (row, word, text) -> {
            boolean here = file.base() + row == address;
            int first = index * bits - file.bit(); // bit of the file's word
            if (here && first + bits > 0 && first < file.width()) {
              found.add(difference(file, row, index, expected, word, against, text));
            }
          });
    }
    return found.get(0);
  }

  /**
   * The difference of one value of a file, at which its cursor is.
   *
   * @param address in the file
   * @param index of the value in the image's word
   * @param word in the file
   */
  public WordDifference difference(
      RomFile file,
      int address,
      int index,
      short expected,
      short[] word,
      String against,
      CanonicalText text) {
    int bits = entry(file.image()).valueBits();
    int inImage = file.base() + address;
    WordDifference.Word place = WordDifference.Word.ofPadding(inImage, index);
    for (Region region : manifest.memoryMap().regionsOf(file.image())) {
      Optional<Region.Place> at = region.placeAt(inImage, index);
      if (at.isPresent()) {
        place =
            new WordDifference.Word(
                inImage, index, region.tensor(), at.get().row(), at.get().column());
      }
    }
    short actual = valueIn(file, index, bits, expected, word);
    return WordDifference.of(
        file.path(), text.lineOrNull(), text.place(), place, bits, expected, actual, against);
  }

  /**
   * A value of a word as a file has it.
   *
   * @param index of the value in the image's word
   * @param elsewhere the value whose bits are taken where the file, a bank, does not hold them
   */
  public static short valueIn(RomFile file, int index, int bits, short elsewhere, short[] word) {
    int value = 0;
    for (int i = 0; i < bits; i++) {
      int at = index * bits + i - file.bit();
      boolean held = at >= 0 && at < file.width();
      int bit = held ? word[at / RomImage.LANE_BITS] >> at % RomImage.LANE_BITS : elsewhere >> i;
      value |= (bit & 1) << i;
    }
    return (short) value;
  }

  private MemoryMap.Image entry(String image) {
    return manifest.memoryMap().image(image);
  }
}
