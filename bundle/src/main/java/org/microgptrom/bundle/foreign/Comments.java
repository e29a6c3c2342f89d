package org.microgptrom.bundle.foreign;

import java.util.List;

/**
 * The marks of a format's comments. Beside the format's own marks, others that people use are taken
 * where they can't be mistaken for content.
 */
@SuppressWarnings("ImmutableEnumChecker") // lists of List.of are
enum Comments {
  NONE(List.of(), List.of()),
  /**
   * The comments of {@code $readmemh} files: IEEE 1364-2005 clause 17.2.9 has {@code //} and the
   * block.
   */
  READMEM(List.of("//", "#", ";", "--", "%"), List.of("/*", "*/")),
  /** The comments of MIF files, for which Quartus has {@code --} and {@code % %}. */
  MIF(List.of("--", "//", "#"), List.of("%", "%", "/*", "*/")),
  /**
   * The comments of COE files: UG896 has {@code ;}, which is syntax as well, so {@link CoeDialect}
   * sees to it.
   */
  COE(List.of("//", "#", "--", "%"), List.of("/*", "*/")),
  /** The comments of HEX and S-records, whose lines start with characters of their own. */
  RECORDS(List.of("//", "#", ";", "--", "%"), List.of("/*", "*/")),
  VHDL(List.of("--"), List.of("/*", "*/")),
  C(List.of("//"), List.of("/*", "*/"));

  private final List<String> lines;
  private final List<String> blocks; // of each the start, then the end

  Comments(List<String> lines, List<String> blocks) {
    this.lines = lines;
    this.blocks = blocks;
  }

  /** Passes the comment that starts here, if there is one. */
  boolean pass(SourceText text) {
    for (int i = 0; i < blocks.size(); i += 2) {
      if (isNext(text, blocks.get(i))) {
        passBlock(text, blocks.get(i), blocks.get(i + 1));
        return true;
      }
    }
    for (String start : lines) {
      if (isNext(text, start)) {
        text.restOfLine();
        return true;
      }
    }
    return false;
  }

  private static void passBlock(SourceText text, String start, String end) {
    var unclosed = text.fault("the comment that starts here does not end with " + end, "");
    take(text, start);
    while (!isNext(text, end)) {
      if (text.peek() == SourceText.END) {
        throw unclosed;
      }
      text.take();
    }
    take(text, end);
  }

  private static boolean isNext(SourceText text, String mark) {
    for (int i = 0; i < mark.length(); i++) {
      if (text.peek(i) != mark.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static void take(SourceText text, String mark) {
    for (int i = 0; i < mark.length(); i++) {
      text.take();
    }
  }
}
