package org.microgptrom.rtl.synth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds out where each ROM of a circuit went, by its content and the names of block RAMs. */
final class RomPlacements {
  /**
   * Weights that fill less than one part in so many of a block may be LUTs, where they cost little.
   */
  private static final int SMALLEST_PART = 8;

  private final Family family;
  private final Elaboration elaboration;
  private final List<Design.Image> images;
  private final List<String> contents;

  /**
   * Reads the images to search for.
   *
   * @param work the folder with the images' files
   */
  RomPlacements(Family family, Elaboration elaboration, Design design, Path work)
      throws IOException {
    this.family = family;
    this.elaboration = elaboration;
    this.images = design.images();
    this.contents = new ArrayList<>();
    for (Design.Image image : images) {
      contents.add(bits(work.resolve(image.path()), image.width()));
    }
  }

  /** The least number of block RAMs that the bundle's weights need. */
  long blocksForWeights() {
    List<String> weights =
        images.stream().filter(Design.Image::weights).map(Design.Image::name).toList();
    return of(List.of(), "").stream()
        .filter(rom -> weights.contains(rom.image()))
        .mapToLong(RomPlacement::blocksNeeded)
        .sum();
  }

  /**
   * The places of all ROMs: those that hold an image, in the order of images, then the circuit's
   * own.
   *
   * @param blocks names of the netlist's block RAMs
   * @param instance the name of the circuit in the netlist with a dot
   */
  List<RomPlacement> of(List<String> blocks, String instance) {
    List<RomPlacement> placements = new ArrayList<>();
    List<Elaboration.Rom> left = new ArrayList<>(elaboration.roms());
    for (int i = 0; i < images.size(); i++) {
      Design.Image image = images.get(i);
      String content = contents.get(i);
      List<Elaboration.Rom> holders = left.stream().filter(r -> holds(r, content)).toList();
      if (holders.isEmpty()) {
        placements.add(new RomPlacement(image.name(), "", content.length(), 0, 0, true));
      }
      for (Elaboration.Rom rom : holders) {
        placements.add(placement(image.name(), image.weights(), rom, blocks, instance));
      }
      left.removeAll(holders);
    }
    left.forEach(rom -> placements.add(placement("", false, rom, blocks, instance)));
    return placements;
  }

  private RomPlacement placement(
      String image, boolean weights, Elaboration.Rom rom, List<String> blocks, String instance) {
    long bits = varyingColumns(rom) * rom.depth();
    Pattern name = Pattern.compile(Pattern.quote(instance + rom.name()) + "(\\.[0-9]+)+");
    long used = blocks.stream().filter(block -> name.matcher(block).matches()).count();
    long needed = (bits + family.blockBits() - 1) / family.blockBits();
    boolean large = bits >= family.blockBits() / (weights ? SMALLEST_PART : 1);
    return new RomPlacement(
        image, rom.name(), bits, needed, used, !image.isEmpty() && large && used < needed);
  }

  private static boolean holds(Elaboration.Rom rom, String content) {
    String all = rom.content();
    return all.endsWith(content)
        && all.chars().limit(all.length() - content.length()).allMatch(bit -> bit == 'x');
  }

  /** The number of columns of bits that hold both values; the others need no memory. */
  private static long varyingColumns(Elaboration.Rom rom) {
    String bits = rom.content();
    long varying = 0;
    for (int column = 0; column < rom.width(); column++) {
      boolean zero = false;
      boolean one = false;
      for (int i = column; i < bits.length(); i += rom.width()) {
        zero |= bits.charAt(i) == '0';
        one |= bits.charAt(i) == '1';
      }
      varying += zero && one ? 1 : 0;
    }
    return varying;
  }

  /** The words of a {@code $readmemh} file as bits, from the last one's most significant bit on. */
  private static String bits(Path file, int width) throws IOException {
    List<String> words = Files.readAllLines(file);
    StringBuilder bits = new StringBuilder();
    for (int i = words.size() - 1; i >= 0; i--) {
      String digits = words.get(i);
      for (int bit = width - 1; bit >= 0; bit--) {
        int value = Character.digit(digits.charAt(digits.length() - 1 - bit / 4), 16);
        bits.append((value >> bit % 4 & 1) == 1 ? '1' : '0');
      }
    }
    return bits.toString();
  }
}
