package org.microgptrom.model.rom;

/**
 * The sizes of the memories that images are split to.
 *
 * @param primitive the memory block whose best mode decides, {@link Primitive#NONE} for none
 * @param bankDepth words in a bank, at most 2^20, 0 for as many as the image has
 * @param bankWidth bits in a word of a bank, 1 to 4,096, 0 for as many as the image has
 */
public record Geometry(Primitive primitive, int bankDepth, int bankWidth) {
  /** The geometry of images that are not split. */
  public static final Geometry WHOLE = new Geometry(Primitive.NONE, 0, 0);

  private static final int MAX_WIDTH = 4096;

  /** Deeper than any memory of an FPGA; each bank of each image is padded to it. */
  private static final int MAX_DEPTH = 1 << 20;

  /** Checks the ranges, and that a size is given in one way only. */
  public Geometry {
    if (bankDepth < 0 || bankDepth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "bank depth must be in 1.." + MAX_DEPTH + ", not " + bankDepth);
    }
    if (bankWidth < 0 || bankWidth > MAX_WIDTH) {
      throw new IllegalArgumentException(
          "bank width must be in 1.." + MAX_WIDTH + " bits, not " + bankWidth);
    }
    if (primitive != Primitive.NONE && (bankDepth > 0 || bankWidth > 0)) {
      throw new IllegalArgumentException(
          "a primitive decides depth and width of banks: name it or them, not both");
    }
  }

  /** Whether there are banks even of images that a file can hold whole. */
  boolean splits() {
    return primitive != Primitive.NONE || bankDepth > 0 || bankWidth > 0;
  }

  /** The size of the banks of an image. */
  Primitive.Mode bank(MemoryMap.Image image) {
    return primitive == Primitive.NONE
        ? new Primitive.Mode(
            bankDepth == 0 ? image.depth() : bankDepth, bankWidth == 0 ? image.width() : bankWidth)
        : primitive.best(image);
  }
}
