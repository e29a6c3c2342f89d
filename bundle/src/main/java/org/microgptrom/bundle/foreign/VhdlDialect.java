package org.microgptrom.bundle.foreign;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a VHDL source: bit string literals of a constant array, with {@code ADDRESS =>} in
 * front or in the order of the array's range, or after {@code when ADDRESS =>}. The value of {@code
 * others} must be 0. (IEEE 1076-2008, 9.3.3.3: the first of an aggregate's elements in order is at
 * the left bound, and of a range that counts down that is the highest address.)
 */
final class VhdlDialect implements Dialect {
  private static final long MOST = Integer.MAX_VALUE;

  /** The text that may stand for addresses that are left out, without its white space. */
  private static final Pattern HOLE =
      Pattern.compile(
          "=>(\\w+<=)?(null|\\(others=>'[0x-]'\\)|[xbo]?\"([0_]+|[x-]+)\")",
          Pattern.CASE_INSENSITIVE);

  /** A range that counts down from a number, without its white space. */
  private static final Pattern DOWN =
      Pattern.compile("(?:\\w+range)?(\\d(?:_?\\d){0,8})downto.*", Pattern.CASE_INSENSITIVE);

  /** Types of a word, whose range says nothing of addresses. */
  private static final Set<String> VECTORS =
      Set.of("std_logic_vector", "std_ulogic_vector", "bit_vector", "unsigned", "signed");

  private static final long UNKNOWN = -1;

  /** The range of an array, whose elements in order begin on the left. */
  private record Range(boolean descending, long left) {
    static final Range RISING = new Range(false, 0);
  }

  private final Map<String, Range> types = new HashMap<>();
  private long address; // of the next word that has none in front
  private boolean descending; // whether such words count down
  private boolean found;

  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.VHDL);
    while (text.more()) {
      if (Literal.atBitString(text)) {
        bitString(text, sink);
      } else if (Character.isDigit(text.peek())) {
        number(text, sink);
      } else if (text.atName()) {
        switch (text.name()) {
          case "others" -> passOthers(text);
          case "type" -> type(text);
          case "constant", "signal", "variable" -> object(text);
          default -> {}
        }
      } else {
        text.take();
      }
    }
    if (!found) {
      throw text.unexpected("words as x\"...\" or \"01...\"");
    }
  }

  /** Takes a bit string, which is an address if an arrow follows and else the next word. */
  private void bitString(SourceText text, MemorySink sink) {
    Numeral number = Literal.bitString(text);
    text.more();
    if (isArrow(text)) {
      long at = number.atMost(MOST);
      association(text, at, at, sink);
    } else if (address == UNKNOWN) {
      throw text.fault(
          "this word has no address, and the array's range counts down from what is no plain number"
              + " or has ended",
          "write the number, or ADDRESS => before each word");
    } else {
      word(address, number, sink);
      address += descending ? -1 : 1;
    }
  }

  /** Passes {@code NAME is array (RANGE)}, or what of it is there. */
  private void type(SourceText text) {
    text.more();
    String name = text.name();
    text.more();
    if (text.name().equals("is")) {
      text.more();
      if (text.name().equals("array")) {
        types.put(name, range(text, Range.RISING));
      }
    }
  }

  /**
   * Passes {@code NAMES : TYPE}, and a range after it. Words without addresses that follow have
   * those of the range.
   */
  private void object(SourceText text) {
    do {
      text.more();
      text.name();
    } while (text.accept(','));
    if (!text.accept(':')) {
      return;
    }
    String type;
    do {
      text.more();
      type = text.name();
    } while (text.accept('.'));
    Range range = types.getOrDefault(type, Range.RISING);
    if (!VECTORS.contains(type)) {
      range = range(text, range);
    }
    if (!found) {
      descending = range.descending;
      address = range.left;
    }
  }

  /** Passes {@code (RANGE)}, where it is there, and takes it for the usual one. */
  private static Range range(SourceText text, Range usual) {
    if (!text.accept('(')) {
      return usual;
    }
    String range = rest(text);
    Matcher down = DOWN.matcher(range);
    if (down.matches()) {
      return new Range(true, Long.parseLong(down.group(1).replace("_", "")));
    }
    return range.toLowerCase(Locale.ROOT).contains("downto")
        ? new Range(true, UNKNOWN)
        : Range.RISING;
  }

  /**
   * Takes a number, which is an address if an arrow follows, the first of a range, or something
   * else.
   */
  private void number(SourceText text, MemorySink sink) {
    long first = text.number("a number", 10, MOST);
    long last = first;
    text.more();
    if (text.peek() == 't' || text.peek() == 'T') {
      text.name();
      text.more();
      last = Character.isDigit(text.peek()) ? text.number("a number", 10, MOST) : first;
      text.more();
    }
    if (isArrow(text)) {
      association(text, first, last, sink);
    }
  }

  private static boolean isArrow(SourceText text) {
    return text.peek() == '=' && text.peek(1) == '>';
  }

  /** Passes {@code => WORD} or {@code => NAME <= WORD}. */
  private void association(SourceText text, long first, long last, MemorySink sink) {
    text.take();
    text.take();
    text.more();
    if (text.atName() && !Literal.atBitString(text)) {
      text.name();
      text.expect('<');
      text.expect('=');
      text.more();
    }
    if (!Literal.atBitString(text)) {
      throw text.unexpected("a word as x\"...\" or \"01...\"");
    }
    Numeral word = Literal.bitString(text);
    for (long at = first; at <= last; at++) {
      word(at, word, sink);
    }
    address = last + 1;
  }

  private void word(long at, Numeral word, MemorySink sink) {
    sink.width(word.digitBits());
    sink.word(at, word);
    found = true;
  }

  private static void passOthers(SourceText text) {
    if (!HOLE.matcher(rest(text)).matches()) {
      throw text.fault(
          "what stands for others before this is neither 0 nor unknown",
          "write out the words of the addresses that it stands for");
    }
  }

  /** Passes the text up to this statement's or these parentheses' end; without its white space. */
  private static String rest(SourceText text) {
    StringBuilder passed = new StringBuilder();
    int depth = 0;
    while (text.more() && text.peek() != ';' && (text.peek() != ')' || depth > 0)) {
      int c = text.take();
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      passed.append((char) c);
    }
    return passed.toString();
  }
}
