package org.microgptrom.model.rom;

/**
 * A file of a bundle with an image, or with a bank of it: word a of the file holds the bits from
 * {@code bit} on of word {@code base + a} of the image. Bits beyond the image are zero.
 *
 * @param path of the file in the bundle
 * @param format the file's syntax
 * @param image the name of the image
 * @param base address in the image of the file's first word
 * @param bit of the image's word that is the lowest in the file
 * @param depth number of words in the file
 * @param width bits in a word of the file
 */
public record RomFile(
    String path, MemoryFormat format, String image, int base, int bit, int depth, int width) {
  /** The name of the memory in the file, which is the file's name without extension. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
  }

  /** Whether the file holds all of the image and no padding. */
  public boolean whole() {
    return name().equals(image);
  }

  /** The name and size of the memory in the file. */
  public MemoryShape shape() {
    return new MemoryShape(name(), width, depth);
  }
}
