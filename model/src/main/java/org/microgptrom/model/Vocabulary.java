package org.microgptrom.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The symbols of a model: the sorted distinct code points of its corpus, numbered from 0, and one
 * more symbol, BOS, with the last number, which begins and ends every document.
 */
public final class Vocabulary {
  /** Most code points a vocabulary can hold; with BOS, token ids stay below 513. */
  public static final int LARGEST = 512;

  private final int[] codePoints;

  private Vocabulary(int[] sortedCodePoints) {
    this.codePoints = sortedCodePoints;
  }

  /**
   * The vocabulary of these documents.
   *
   * @throws IllegalArgumentException if the documents hold no code point or more than {@link
   *     #LARGEST}
   */
  public static Vocabulary of(Collection<String> documents) {
    TreeSet<Integer> distinct = new TreeSet<>();
    for (String document : documents) {
      document.codePoints().forEach(distinct::add);
    }
    return checked(distinct.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The vocabulary with these symbols, one code point each, in ascending order. */
  @JsonCreator
  public static Vocabulary ofSymbols(List<String> symbols) {
    int[] codePoints = new int[symbols.size()];
    for (int i = 0; i < codePoints.length; i++) {
      String symbol = symbols.get(i);
      if (symbol == null || symbol.codePointCount(0, symbol.length()) != 1) {
        throw new IllegalArgumentException(
            "vocabulary symbol " + i + " must be one code point, not \"" + symbol + "\"");
      }
      codePoints[i] = symbol.codePointAt(0);
      if (i > 0 && codePoints[i] <= codePoints[i - 1]) {
        throw new IllegalArgumentException(
            "vocabulary symbols must ascend: \"" + symbol + "\" at " + i + " does not");
      }
    }
    return checked(codePoints);
  }

  /** The letters a to z, which are the ids 0..25, as in microgpt.py's names. */
  public static Vocabulary letters() {
    return ofSymbols(IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).toList());
  }

  private static Vocabulary checked(int[] codePoints) {
    if (codePoints.length < 1 || codePoints.length > LARGEST) {
      throw new IllegalArgumentException(
          "a vocabulary has 1.." + LARGEST + " distinct code points, not " + codePoints.length);
    }
    for (int codePoint : codePoints) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException(
            String.format("U+%04X is half a surrogate pair, which UTF-8 cannot hold", codePoint));
      }
    }
    return new Vocabulary(codePoints);
  }

  /** V: the number of symbols, BOS included. */
  public int size() {
    return codePoints.length + 1;
  }

  /** The id of BOS, the last one. */
  public int bos() {
    return codePoints.length;
  }

  /** The symbols without BOS, each as a string of one code point. */
  @JsonValue
  public List<String> symbols() {
    return Arrays.stream(codePoints).mapToObj(Character::toString).toList();
  }

  /**
   * The ids of the document's code points, without BOS.
   *
   * @throws IllegalArgumentException if a code point is not in the vocabulary
   */
  public int[] encode(String document) {
    return document
        .codePoints()
        .map(
            codePoint -> {
              int id = Arrays.binarySearch(codePoints, codePoint);
              if (id < 0) {
                throw new IllegalArgumentException(
                    String.format("\"%s\": U+%04X is not in the vocabulary", document, codePoint));
              }
              return id;
            })
        .toArray();
  }

  /** The text of these ids, in which BOS leaves no trace. */
  public String decode(int... tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      if (token != bos()) {
        text.appendCodePoint(codePoints[token]);
      }
    }
    return text.toString();
  }

  /**
   * The token sequence a model of this context is trained and measured on: BOS, the document, BOS,
   * cut to {@code context + 1} tokens. Element i is the input at position i, element i + 1 its
   * target.
   */
  public int[] sequence(String document, int context) {
    int[] ids = encode(document);
    int[] sequence = new int[Math.min(ids.length + 2, context + 1)];
    Arrays.fill(sequence, bos());
    System.arraycopy(ids, 0, sequence, 1, Math.min(ids.length, sequence.length - 1));
    return sequence;
  }

  /** Whether {@link #sequence} cuts this document, its end included. */
  public static boolean isTruncated(String document, int context) {
    return document.codePointCount(0, document.length()) >= context;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that && Arrays.equals(codePoints, that.codePoints);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codePoints);
  }

  @Override
  public String toString() {
    return symbols() + " + BOS";
  }
}
