package org.microgptrom.bundle.foreign;

import java.util.regex.Pattern;

/**
 * The words of a VHDL source: bit string literals of a constant array, with {@code ADDRESS =>} in
 * front or in order, or after {@code when ADDRESS =>}. The value of {@code others} must be 0.
 */
final class VhdlDialect implements Dialect {
  private static final long MOST = Integer.MAX_VALUE;

  /** The text that may stand for addresses that are left out, without its white space. */
  private static final Pattern HOLE =
      Pattern.compile(
          "=>(\\w+<=)?(null|\\(others=>'[0x-]'\\)|[xbo]?\"([0_]+|[x-]+)\")",
          Pattern.CASE_INSENSITIVE);

  private long address;
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
        if (text.name().equals("others")) {
          passOthers(text);
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
    } else {
      word(number, sink);
    }
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
    for (address = first; address <= last; ) {
      word(word, sink);
    }
  }

  private void word(Numeral word, MemorySink sink) {
    sink.width(word.digitBits());
    sink.word(address++, word);
    found = true;
  }

  private static void passOthers(SourceText text) {
    StringBuilder value = new StringBuilder();
    int depth = 0;
    while (text.more() && text.peek() != ';' && (text.peek() != ')' || depth > 0)) {
      int c = text.take();
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      value.append((char) c);
    }
    if (!HOLE.matcher(value).matches()) {
      throw text.fault(
          "what stands for others before this is neither 0 nor unknown",
          "write out the words of the addresses that it stands for");
    }
  }
}
