package org.microgptrom.bundle.foreign;

/**
 * The words of a Verilog or SystemVerilog source: {@code ADDRESS: NAME <= WORD;} within a {@code
 * case}, or {@code NAME[ADDRESS] = WORD;}, numbers of any radix. A {@code default} must be 0 or
 * unknown, as it stands for addresses that are left out.
 */
final class VerilogDialect implements Dialect {
  private static final long MOST = Integer.MAX_VALUE;

  @Override
  public void read(SourceText text, MemorySink sink) {
    text.comments(Comments.C);
    boolean inCase = false;
    boolean found = false;
    while (text.more()) {
      if (!text.atName()) {
        found |= text.take() == '[' && element(text, sink);
        continue;
      }
      if (inCase && Character.isDigit(text.peek())) {
        item(text, sink);
        found = true;
        continue;
      }
      String name = text.name();
      if (name.equals("case")) {
        text.expect('(');
        while (text.more() && text.take() != ')') {
          // the address
        }
        inCase = true;
      } else if (name.equals("default") && inCase) {
        passDefault(text);
      } else if (name.equals("endcase")) {
        inCase = false;
      }
    }
    if (!found) {
      throw text.unexpected("ADDRESS: NAME <= WORD; in a case, or NAME[ADDRESS] = WORD;");
    }
  }

  private static void item(SourceText text, MemorySink sink) {
    long address = address(text);
    text.expect(':');
    assignment(text);
    sink.word(address, Literal.verilog(text, sink::width));
    text.expect(';');
  }

  private static long address(SourceText text) {
    long address = Literal.verilog(text, size -> {}).atMost(MOST);
    if (address == MOST) {
      throw text.fault("the address before this is too large", "");
    }
    return address;
  }

  /** Passes a name with {@code =} or {@code <=}. */
  private static void assignment(SourceText text) {
    text.more();
    if (text.name().isEmpty()) {
      throw text.unexpected("the name that takes the word");
    }
    text.accept('<');
    text.expect('=');
    text.more();
  }

  /** Passes {@code ADDRESS] = WORD;}; anything else that begins this way is no word. */
  private static boolean element(SourceText text, MemorySink sink) {
    text.more();
    if (!Character.isDigit(text.peek())) {
      return false;
    }
    long address = address(text);
    if (!text.accept(']')) {
      return false;
    }
    text.accept('<');
    if (!text.accept('=')) {
      return false;
    }
    text.more();
    sink.word(address, Literal.verilog(text, sink::width));
    text.expect(';');
    return true;
  }

  private static void passDefault(SourceText text) {
    text.expect(':');
    assignment(text);
    StringBuilder value = new StringBuilder();
    while (text.more() && text.peek() != ';') {
      value.append((char) text.take());
    }
    if (!value
        .toString()
        .matches("([0-9]*'s?[bodhBODH])?[0_]+|([0-9]*'s?[bodhBODH])?[xX_]+|'0|'x")) {
      throw text.fault(
          "the default before this is neither 0 nor unknown",
          "write out the words of the addresses that it stands for");
    }
  }
}
