package org.microgptrom.board.bitstream;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Quoted;

/**
 * The textual form of ECP5 bitstreams, as ecpunpack and nextpnr write it: {@code .bram_init N} and
 * 2,048 words of 9 bits, and in the tiles of each block RAM the number N of its contents, lowest
 * bit first. The tiles of every fourth block share that number: the first has its lowest 4 bits.
 */
final class TrellisText implements BlockContents {
  static final String INIT = ".bram_init ";
  private static final Pattern WID = Pattern.compile("word: (EBR[0-3])\\.WID ([01]{9})");
  private static final Pattern TILE = Pattern.compile("\\w+_R([0-9]+)C([0-9]+):\\w+");
  private static final Pattern PLACE = Pattern.compile("X([0-9]+)/Y([0-9]+)/(EBR[0-3])");
  private static final int WORDS = 2048;
  private static final int WORD_BITS = 9;

  /** The name of the last of four blocks that share tiles. */
  private static final String LAST = "EBR3";

  private final String device;
  private final List<String> lines;
  private final Map<Integer, BitSet> contents = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>(); // by place of the tile

  /**
   * Reads the lines of a file.
   *
   * @param file for errors
   */
  TrellisText(String file, String device, List<String> lines) {
    this.device = device;
    this.lines = List.copyOf(lines);
    List<String> tiles = List.of();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(INIT)) {
        i = addContents(file, i, lines);
      } else if (line.startsWith(".tile")) {
        tiles = List.of(line.split(" ", -1));
      } else {
        Matcher word = WID.matcher(line);
        if (word.matches()) {
          addNumber(tiles, word.group(1), word.group(2));
        }
      }
    }
  }

  private int addContents(String file, int at, List<String> lines) {
    BitSet bits = new BitSet();
    int line = at;
    int word = 0;
    while (word < WORDS) {
      line++;
      String text = line < lines.size() ? lines.get(line).strip() : "";
      if (!text.matches("[0-1][0-9a-f]{2}( [0-1][0-9a-f]{2}){0,15}")) {
        throw new InputException(
            file + ":" + (line + 1),
            Quoted.of(text) + " is no line of block RAM, which ends after " + word + " words",
            "the file is damaged");
      }
      for (String digits : text.split(" ", -1)) {
        int value = Integer.parseInt(digits, 16);
        for (int bit = 0; bit < WORD_BITS; bit++) {
          bits.set(word * WORD_BITS + bit, ((value >> bit) & 1) == 1);
        }
        word++;
      }
    }
    String number = lines.get(at).substring(INIT.length()).strip();
    if (!number.matches("[0-9]{1,4}")) {
      throw new InputException(file + ":" + (at + 1), "is not .bram_init and a number", "");
    }
    contents.put(Integer.parseInt(number), bits);
    return line;
  }

  private void addNumber(List<String> tiles, String block, String lowestFirst) {
    int number = Integer.parseInt(new StringBuilder(lowestFirst).reverse().toString(), 2);
    for (String tile : tiles) {
      Matcher place = TILE.matcher(tile);
      if (place.matches()) {
        int column = Integer.parseInt(place.group(2));
        numbers.put(key(column, Integer.parseInt(place.group(1)), block), number);
      }
    }
  }

  private static String key(int column, int row, String block) {
    return "X" + column + "/Y" + row + "/" + block;
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public boolean isFor(String router) {
    return router.replace('_', '-').equalsIgnoreCase(device);
  }

  @Override
  public Cells cells() {
    return new Ecp5Cells();
  }

  @Override
  public Optional<BitSet> at(String place) {
    Matcher matcher = PLACE.matcher(place);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int column = Integer.parseInt(matcher.group(1));
    int row = Integer.parseInt(matcher.group(2));
    String block = matcher.group(3);
    int number = numbers.getOrDefault(key(column + 1, row, block), 0);
    if (block.equals(LAST)) {
      int upper = numbers.getOrDefault(key(column + 2, row, block), 0);
      number = (number & 0x00F) | (upper & 0x1F0);
    }
    return Optional.ofNullable(contents.get(number));
  }

  @Override
  public List<String> text() {
    List<String> text = new ArrayList<>(lines);
    int i = 0;
    while (i < text.size()) {
      String line = text.get(i);
      i++;
      if (line.startsWith(INIT)) {
        int number = Integer.parseInt(line.substring(INIT.length()).strip());
        i = putContents(Objects.requireNonNull(contents.get(number)), text, i);
      }
    }
    return text;
  }

  /** Puts the words of a block into as many lines as they were in, and returns the line behind. */
  private static int putContents(BitSet bits, List<String> text, int first) {
    int word = 0;
    int line = first;
    while (word < WORDS) {
      StringJoiner digits = new StringJoiner(" ");
      int end = word + text.get(line).strip().split(" ", -1).length;
      for (; word < end; word++) {
        int value = 0;
        for (int bit = 0; bit < WORD_BITS; bit++) {
          value |= (bits.get(word * WORD_BITS + bit) ? 1 : 0) << bit;
        }
        digits.add(String.format(Locale.ROOT, "%03x", value));
      }
      text.set(line, digits.toString());
      line++;
    }
    return line;
  }
}
