package org.microgptrom.cli.option;

import java.util.regex.Pattern;

/** Writes texts as words of a POSIX shell. */
final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellText() {}

  /** The text as one word, in quotes where it needs them. */
  static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
