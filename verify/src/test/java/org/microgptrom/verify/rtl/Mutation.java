package org.microgptrom.verify.rtl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.MemoryShape;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitImages;
import org.microgptrom.rtl.CircuitParameters;

/**
 * One planted fault of a circuit.
 *
 * @param name what it changes
 * @param file of the folder {@code rtl/}, or the name of an image
 * @param text what is replaced; in an image {@code first}, {@code middle} or {@code last}, or a
 *     number: 16-bit words in the order of addresses and lanes
 * @param occurrence which one is replaced, from 1; null where it must be the only one
 * @param replacement for the text; in an image hexadecimal digits that the word is XORed with
 */
record Mutation(String name, String file, String text, Integer occurrence, String replacement) {
  private static final int DIGITS = 4; // of a 16-bit word

  /** Whether a word of an image changes. */
  boolean inImage() {
    return !file.endsWith(".sv");
  }

  /**
   * The files of a circuit with this fault; with a changed image the self-test passes still, as its
   * check words fit.
   *
   * @param files the right ones, or with other faults
   */
  Map<String, String> in(MutationSubject subject, Map<String, String> files) {
    MemoryMap map = subject.map();
    Map<String, String> changed = new LinkedHashMap<>(files);
    if (inImage()) {
      String path = MemoryFormat.READMEMH.path(file);
      RomImage right = image(map.image(file).shape(), files.get(path));
      RomImage wrong = otherWord(right);
      changed.put(path, text(wrong));
      Map<String, RomImage> images = new LinkedHashMap<>();
      for (String name : CircuitParameters.images(map)) {
        String own = changed.get(MemoryFormat.READMEMH.path(name));
        images.put(name, image(map.image(name).shape(), own));
      }
      RomImage checked = CircuitImages.checked(subject.config(), subject.codes(), map, images);
      changed.put(MemoryFormat.READMEMH.path(MemoryMap.CONSTANTS_IMAGE), text(checked));
    } else {
      String path = Circuit.FOLDER + file;
      changed.put(path, replaced(files.get(path), text, occurrence, replacement));
    }
    return changed;
  }

  private String replaced(String source, String old, Integer which, String other) {
    List<String> parts = List.of(source.split(Pattern.quote(old), -1));
    int found = parts.size() - 1;
    int wanted = which == null ? 1 : which;
    if (found < wanted || (which == null && found > 1) || old.equals(other)) {
      throw new IllegalArgumentException(
          name + ": \"" + old + "\" is there " + found + " times, to become \"" + other + "\"");
    }
    return String.join(old, parts.subList(0, wanted))
        + other
        + String.join(old, parts.subList(wanted, parts.size()));
  }

  private RomImage otherWord(RomImage right) {
    short[] words = new short[right.depth() * right.lanes()];
    for (int i = 0; i < words.length; i++) {
      words[i] = right.value(i / right.lanes(), i % right.lanes());
    }
    int named = List.of("first", "middle", "last").indexOf(text);
    int at = named < 0 ? Integer.parseInt(text) : named * (words.length - 1) / 2;
    words[at] ^= (short) Integer.parseInt(replacement, 16);
    return RomImage.of(right.shape(), words);
  }

  private static RomImage image(MemoryShape shape, String text) {
    List<String> lines = text.lines().toList();
    short[] words = new short[shape.depth() * shape.lanes()];
    for (int i = 0; i < words.length; i++) {
      String line = lines.get(i / shape.lanes());
      int end = line.length() - DIGITS * (i % shape.lanes());
      words[i] = (short) Integer.parseInt(line.substring(Math.max(0, end - DIGITS), end), 16);
    }
    return RomImage.of(shape, words);
  }

  private static String text(RomImage image) {
    StringBuilder text = new StringBuilder();
    for (int address = 0; address < image.depth(); address++) {
      for (int digit = (image.width() + 3) / 4 - 1; digit >= 0; digit--) {
        int lane = image.value(address, digit / DIGITS);
        text.append(Character.forDigit(lane >> (4 * (digit % DIGITS)) & 0xF, 16));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
