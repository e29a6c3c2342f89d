package org.microgptrom.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The symbols of a model, numbered from 0, and one more symbol, BOS, with the last number, which
 * begins and ends every document.
 *
 * <p>Symbols are the sorted distinct code points of a corpus. With merges there are symbols of
 * several code points, too, each made by a merge of two others: a byte-pair vocabulary, whose
 * symbols may stand in any order.
 *
 * <p>In JSON an array of the symbols; with merges an object.
 */
public final class Vocabulary {
  /** Most code points a vocabulary without merges can hold; with BOS, ids stay below 513. */
  public static final int MOST_CODE_POINTS = 512;

  /** Most symbols a vocabulary can hold; with BOS, token ids stay below 4,097. */
  public static final int LARGEST = 4096;

  /** What BOS is called where symbols are listed; no symbol reads so. */
  public static final String BOS = "BOS";

  private final List<String> symbols;
  private final int[] codePoints; // ascending, those that are symbols
  private final int[] ids; // of the code points
  private final List<Merge> merges;
  private final boolean splitAtSpaces;
  private final BytePairs pairs;

  private Vocabulary(List<String> symbols, List<Merge> merges, boolean splitAtSpaces) {
    this.symbols = List.copyOf(symbols);
    this.merges = List.copyOf(merges);
    this.splitAtSpaces = splitAtSpaces;
    Map<String, Integer> numbers = new HashMap<>();
    SortedMap<Integer, Integer> single = new TreeMap<>();
    for (String symbol : symbols) {
      if (isCodePoint(symbol)) {
        single.put(symbol.codePointAt(0), numbers.size());
      }
      numbers.put(symbol, numbers.size());
    }
    codePoints = single.keySet().stream().mapToInt(Integer::intValue).toArray();
    ids = single.values().stream().mapToInt(Integer::intValue).toArray();
    pairs = new BytePairs(merges, numbers);
  }

  /** The JSON form of a vocabulary with merges. */
  @JsonPropertyOrder({"symbols", "merges", "splitAtSpaces"})
  private record Subwords(List<String> symbols, List<Merge> merges, boolean splitAtSpaces) {}

  /**
   * The vocabulary of these documents.
   *
   * @throws IllegalArgumentException if the documents hold no code point or more than {@link
   *     #MOST_CODE_POINTS}
   */
  public static Vocabulary of(Collection<String> documents) {
    TreeSet<Integer> distinct = new TreeSet<>();
    for (String document : documents) {
      document.codePoints().forEach(distinct::add);
    }
    return letters(distinct.stream().map(Character::toString).toList());
  }

  /** The vocabulary with these symbols, one code point each, in ascending order. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Vocabulary ofSymbols(List<String> symbols) {
    for (int i = 0; i < symbols.size(); i++) {
      String symbol = symbols.get(i);
      if (symbol == null || !isCodePoint(symbol)) {
        throw new IllegalArgumentException(
            "vocabulary symbol " + i + " must be one code point, not \"" + symbol + "\"");
      }
      if (i > 0 && symbol.codePointAt(0) <= symbols.get(i - 1).codePointAt(0)) {
        throw new IllegalArgumentException(
            "vocabulary symbols must ascend: \"" + symbol + "\" at " + i + " does not");
      }
    }
    return letters(symbols);
  }

  /** The letters a to z, which are the ids 0..25, as in microgpt.py's names. */
  public static Vocabulary letters() {
    return ofSymbols(IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).toList());
  }

  private static Vocabulary letters(List<String> symbols) {
    if (symbols.isEmpty() || symbols.size() > MOST_CODE_POINTS) {
      throw new IllegalArgumentException(
          "a vocabulary has 1.."
              + MOST_CODE_POINTS
              + " distinct code points, not "
              + symbols.size());
    }
    symbols.forEach(Vocabulary::requireWhole);
    return new Vocabulary(symbols, List.of(), false);
  }

  /**
   * A byte-pair vocabulary.
   *
   * @param symbols 1..{@link #LARGEST} distinct texts; one of several code points is what a merge
   *     makes
   * @param merges of symbols to symbols, distinct, the first one to be applied first; at least one
   * @param splitAtSpaces whether texts are cut before each space, U+0020, so that no merge reaches
   *     over one
   * @throws IllegalArgumentException if symbols and merges are not of this kind
   */
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public static Vocabulary ofMerges(
      @JsonProperty("symbols") List<String> symbols,
      @JsonProperty("merges") List<Merge> merges,
      @JsonProperty("split_at_spaces") boolean splitAtSpaces) {
    if (symbols.isEmpty() || symbols.size() > LARGEST) {
      throw new IllegalArgumentException(
          "a vocabulary has 1.." + LARGEST + " symbols, not " + symbols.size());
    }
    if (merges.isEmpty()) {
      throw new IllegalArgumentException(
          "a vocabulary without merges is an array of its symbols in JSON");
    }
    Set<String> made = merges.stream().map(Merge::symbol).collect(Collectors.toSet());
    Set<String> distinct = new TreeSet<>();
    for (String symbol : symbols) {
      requireWhole(symbol);
      if (symbol.isEmpty() || symbol.equals(BOS) || !distinct.add(symbol)) {
        throw new IllegalArgumentException(
            "vocabulary symbol \""
                + symbol
                + "\" "
                + (symbol.isEmpty()
                    ? "is empty"
                    : symbol.equals(BOS)
                        ? "reads like the mark around each document"
                        : "is there twice"));
      }
      if (!isCodePoint(symbol) && !made.contains(symbol)) {
        throw new IllegalArgumentException(
            "vocabulary symbol \"" + symbol + "\" is made by no merge");
      }
    }
    return new Vocabulary(symbols, merges, splitAtSpaces);
  }

  private static boolean isCodePoint(String symbol) {
    return !symbol.isEmpty() && symbol.offsetByCodePoints(0, 1) == symbol.length();
  }

  private static void requireWhole(String symbol) {
    symbol
        .codePoints()
        .filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  String.format("U+%04X is half a surrogate pair, which UTF-8 cannot hold", c));
            });
  }

  @JsonValue
  Object json() {
    return hasMerges() ? new Subwords(symbols, merges, splitAtSpaces) : symbols;
  }

  /** V: the number of symbols, BOS included. */
  public int size() {
    return symbols.size() + 1;
  }

  /** The id of BOS, the last one. */
  public int bos() {
    return symbols.size();
  }

  /** The symbols without BOS; without merges each is of one code point. */
  public List<String> symbols() {
    return symbols;
  }

  /** The merges in the order in which they are applied; empty where symbols are code points. */
  public List<Merge> merges() {
    return merges;
  }

  /** Whether there are symbols of several code points. */
  public boolean hasMerges() {
    return !merges.isEmpty();
  }

  /** Whether texts with merges are cut before each space. */
  public boolean splitsAtSpaces() {
    return splitAtSpaces;
  }

  /**
   * The id of a code point that is a symbol by itself wherever it stands.
   *
   * @throws IllegalArgumentException if it is not in the vocabulary, or a merge is of it
   */
  public int single(String codePoint) {
    int id = id(codePoint, codePoint.codePointAt(0));
    for (Merge merge : merges) {
      if (merge.left().equals(codePoint) || merge.right().equals(codePoint)) {
        throw new IllegalArgumentException(
            "\"" + codePoint + "\" is merged with others: " + merge.pair());
      }
    }
    return id;
  }

  /**
   * The ids of the document's symbols, without BOS.
   *
   * @throws IllegalArgumentException if a code point is not in the vocabulary
   */
  public int[] encode(String document) {
    if (!hasMerges()) {
      return codePoints(document, document);
    }
    if (!splitAtSpaces) {
      return pairs.merge(codePoints(document, document));
    }
    return pieces(document).stream()
        .flatMapToInt(piece -> Arrays.stream(pairs.merge(codePoints(document, piece))))
        .toArray();
  }

  private int[] codePoints(String document, String piece) {
    return piece.codePoints().map(codePoint -> id(document, codePoint)).toArray();
  }

  private int id(String document, int codePoint) {
    int place = Arrays.binarySearch(codePoints, codePoint);
    if (place < 0) {
      throw new IllegalArgumentException(
          String.format("\"%s\": U+%04X is not in the vocabulary", document, codePoint));
    }
    return ids[place];
  }

  /** A text cut before each space, U+0020: every piece but the first begins with one. */
  public static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == ' ') {
        pieces.add(text.substring(start, i));
        start = i;
      }
    }
    if (!text.isEmpty()) {
      pieces.add(text.substring(start));
    }
    return pieces;
  }

  /** The text of these ids, in which BOS leaves no trace. */
  public String decode(int... tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      if (token != bos()) {
        text.append(symbols.get(token));
      }
    }
    return text.toString();
  }

  /**
   * The bytes of text that the predictions of a sequence stand for, as {@link #sequence} makes it:
   * those in UTF-8 of all its symbols, and one for the end if it is there, as for the line feed of
   * a file with one document per line.
   */
  public long bytes(int... sequence) {
    long bytes = decode(sequence).getBytes(StandardCharsets.UTF_8).length;
    return bytes + (sequence.length > 1 && sequence[sequence.length - 1] == bos() ? 1 : 0);
  }

  /** Whether every symbol is one byte in UTF-8: a loss per token is one per byte, too. */
  public boolean isOfBytes() {
    return symbols.stream().allMatch(symbol -> symbol.getBytes(StandardCharsets.UTF_8).length == 1);
  }

  /**
   * A mean loss per token as one per byte, which tells models of different vocabularies apart.
   *
   * @param natsPerToken of all predictions of the sequences
   * @param sequences at least one, whose bytes {@link #bytes} counts
   * @return in nats per byte; empty if the vocabulary {@link #isOfBytes}
   */
  public Optional<Double> natsPerByte(double natsPerToken, List<int[]> sequences) {
    if (isOfBytes()) {
      return Optional.empty();
    }
    long tokens = sequences.stream().mapToLong(sequence -> sequence.length - 1).sum();
    return Optional.of(natsPerToken * tokens / bytes(sequences));
  }

  /** The bytes of several sequences, each as {@link #bytes(int...)} counts them. */
  public long bytes(List<int[]> sequences) {
    return sequences.stream().mapToLong(this::bytes).sum();
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
  public boolean isTruncated(String document, int context) {
    int length =
        hasMerges() ? encode(document).length : document.codePointCount(0, document.length());
    return length >= context;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that
        && symbols.equals(that.symbols)
        && merges.equals(that.merges)
        && splitAtSpaces == that.splitAtSpaces;
  }

  @Override
  public int hashCode() {
    return 31 * symbols.hashCode() + merges.hashCode();
  }

  @Override
  public String toString() {
    return symbols + " + BOS";
  }
}
