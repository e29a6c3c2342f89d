package org.microgptrom.model.code;

import java.util.Arrays;
import java.util.Map;

/** Makes 16-bit words of the codes of one tensor, and codes of words. */
public final class Coder {
  /** What stands for a word that no code has. */
  private static final short NONE = -1;

  private final Code code;
  private final short[] words; // of each code; empty for 16-bit words
  private final short[] codes; // of each word, by its unsigned value; empty for 16-bit words

  private Coder(Code code, short[] words) {
    this.code = code;
    this.words = words;
    this.codes = words.length == 0 ? words : inverse(words);
  }

  /**
   * The coder of a tensor.
   *
   * @param codebooks by name, at least the code's own
   * @throws IllegalArgumentException if there is no such codebook, it is of another width, or a
   *     shifted value does not fit 16 bits
   */
  public static Coder of(Code code, Map<String, Codebook> codebooks) {
    if (code.isWord()) {
      return new Coder(code, new short[0]);
    }
    Codebook codebook = codebooks.get(code.codebook());
    if (!code.isLinear() && codebook == null) {
      throw new IllegalArgumentException("there is no codebook " + code.codebook());
    }
    short[] words = new short[1 << code.bits()];
    if (codebook != null && codebook.size() != words.length) {
      throw new IllegalArgumentException(
          "codebook "
              + code.codebook()
              + " has "
              + codebook.size()
              + " values, "
              + words.length
              + " expected for codes of "
              + code.bits()
              + " bits");
    }
    for (int i = 0; i < words.length; i++) {
      int value = codebook == null ? signed(i, code.bits()) : codebook.value(i);
      words[i] = (short) (value << code.shift());
      if (words[i] != value << code.shift()) {
        throw new IllegalArgumentException(
            "value "
                + value
                + " of "
                + code.codebook()
                + " shifted by "
                + code.shift()
                + " does not fit 16 bits");
      }
    }
    return new Coder(code, words);
  }

  private static int signed(int code, int bits) {
    int unused = Integer.SIZE - bits;
    return code << unused >> unused;
  }

  private static short[] inverse(short[] words) {
    short[] codes = new short[1 << Short.SIZE];
    Arrays.fill(codes, NONE);
    for (int i = 0; i < words.length; i++) {
      codes[Short.toUnsignedInt(words[i])] = (short) i;
    }
    return codes;
  }

  /** The width of a code in bits. */
  public int bits() {
    return code.bits();
  }

  /** Whether the code is the word. */
  public boolean isWord() {
    return code.isWord();
  }

  /** The word of a code, the lowest {@link #bits} of the argument. */
  public short word(int of) {
    return code.isWord() ? (short) of : words[of & words.length - 1];
  }

  /** Whether a code has this word. */
  public boolean has(short word) {
    return code.isWord() || codes[Short.toUnsignedInt(word)] != NONE;
  }

  /**
   * The code of a word, unsigned.
   *
   * @throws IllegalArgumentException if no code has this word
   */
  public int code(short word) {
    if (code.isWord()) {
      return Short.toUnsignedInt(word);
    }
    if (!has(word)) {
      throw new IllegalArgumentException(
          "no code of " + code.bits() + " bits has the word " + word);
    }
    return codes[Short.toUnsignedInt(word)];
  }

  /** Puts words in the place of codes. */
  public void decode(short[] values) {
    if (!code.isWord()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = words[values[i] & words.length - 1];
      }
    }
  }
}
