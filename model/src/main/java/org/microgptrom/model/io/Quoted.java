package org.microgptrom.model.io;

import java.util.Locale;

/** Makes foreign text fit for a message: characters that a terminal could act on are escaped. */
public final class Quoted {
  private Quoted() {}

  /** The text in double quotes, all but printable ASCII as in Java source. */
  public static String of(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '"', '\\' -> quoted.append('\\').append(c);
        default ->
            quoted.append(
                c >= ' ' && c <= '~'
                    ? Character.toString(c)
                    : String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return quoted.append('"').toString();
  }
}
