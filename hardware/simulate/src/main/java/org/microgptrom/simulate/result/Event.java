package org.microgptrom.simulate.result;

import java.util.regex.Pattern;

/** An event that the bench writes, as a line, while it simulates. */
public sealed interface Event {
  /** The self-test of the ROMs. */
  record SelfTest(boolean ok) implements Event {}

  /**
   * A group of logits.
   *
   * @param hex four hexadecimal digits for each logit, the highest index first; {@code x} for
   *     unknown ones
   */
  record Logits(int group, String hex) implements Event {
    /** The number of logits in the group. */
    int count() {
      return hex.length() / WORD_DIGITS;
    }

    /** The digits of one logit, counted from the lowest index. */
    String word(int lane) {
      int end = hex.length() - lane * WORD_DIGITS;
      return hex.substring(end - WORD_DIGITS, end);
    }
  }

  /**
   * A drawn token.
   *
   * @param token in decimal, or with {@code x} for unknown digits
   * @param state of the generator in eight hexadecimal digits, or with {@code x}
   * @param last whether the sequence ends: {@code 0}, {@code 1} or {@code x}
   */
  record Token(String token, String state, String last, long cycles) implements Event {}

  /** A token of the prompt was taken. */
  record Prompt(long cycles) implements Event {}

  /** The end of a sequence. */
  record End(String saturated) implements Event {}

  /** The end of all sequences. */
  record Done(long cycles) implements Event {}

  /** The number of hexadecimal digits of a word. */
  int WORD_DIGITS = 4;

  /**
   * Words in hexadecimal digits, or the letters that a simulator prints for unknown and floating
   * ones.
   */
  Pattern HEX = Pattern.compile("(?:[0-9a-fA-FxXzZ]{4})+");

  /**
   * Whether a line tells an event of another stream, which must be one of the first {@code
   * streams}.
   */
  static boolean isOfOther(String line, int stream, int streams) {
    if (line.indexOf(' ') != 1) {
      return false;
    }
    int number = line.charAt(0) - '0';
    return number >= 0 && number < streams && number != stream;
  }

  /**
   * The event of a line that belongs to this stream or to all streams.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Event parse(String line, int stream) {
    String[] words = line.strip().split("\\s+");
    if (words[0].equals("SELFTEST") && words.length == 2) {
      return new SelfTest(words[1].equals("ok"));
    }
    if (words[0].equals("DONE") && words.length == 2) {
      return new Done(number(line, words[1]));
    }
    if (words[0].equals("TIMEOUT")) {
      throw new IllegalArgumentException("the bench gave up waiting (TIMEOUT)");
    }
    if (words.length < 3 || !words[0].equals(Integer.toString(stream))) {
      throw unknown(line);
    }
    return switch (words[1]) {
      case "L" -> logits(line, words);
      case "T" -> {
        requireWords(line, words, 6);
        yield new Token(words[2], words[3], words[4], number(line, words[5]));
      }
      case "P" -> {
        requireWords(line, words, 3);
        yield new Prompt(number(line, words[2]));
      }
      case "E" -> {
        requireWords(line, words, 3);
        yield new End(words[2]);
      }
      default -> throw unknown(line);
    };
  }

  private static Logits logits(String line, String[] words) {
    requireWords(line, words, 4);
    if (!HEX.matcher(words[3]).matches()) {
      throw unknown(line);
    }
    return new Logits((int) Math.min(Integer.MAX_VALUE / 512, number(line, words[2])), words[3]);
  }

  private static void requireWords(String line, String[] words, int count) {
    if (words.length != count) {
      throw unknown(line);
    }
  }

  private static long number(String line, String word) {
    if (!word.matches("[0-9]{1,18}")) {
      throw unknown(line);
    }
    return Long.parseLong(word);
  }

  private static IllegalArgumentException unknown(String line) {
    String shown = line.length() > 60 ? line.substring(0, 60) + "..." : line;
    return new IllegalArgumentException("the bench wrote \"" + shown + "\"");
  }
}
