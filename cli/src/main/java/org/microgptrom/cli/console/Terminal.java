package org.microgptrom.cli.console;

import java.util.OptionalInt;
import picocli.CommandLine.Help.Ansi;

/**
 * Knows which streams are terminals, and how wide they are. The launcher passes this on, as Java
 * can't ask about one of its streams alone.
 */
public final class Terminal {
  private static final int DEFAULT_COLUMNS = 100;
  private static final int FEWEST_COLUMNS = 40;

  private Terminal() {}

  /** Whether standard error is a terminal that a bar can be drawn on. */
  public static boolean showsProgress() {
    return Boolean.getBoolean("microgptrom.terminal");
  }

  /**
   * The width of a line of standard output; empty where standard output is a file or another
   * program.
   */
  public static OptionalInt resultColumns() {
    return showsResults() ? OptionalInt.of(columns()) : OptionalInt.empty();
  }

  /** The width of the terminal in characters, or a usual width where it is unknown. */
  static int columns() {
    int told = Integer.getInteger("microgptrom.columns", DEFAULT_COLUMNS);
    return told > 0 ? Math.max(told, FEWEST_COLUMNS) : DEFAULT_COLUMNS;
  }

  /** The colours of standard output, unless the user has switched them off ({@code NO_COLOR}). */
  public static Ansi resultColours() {
    return colours(showsResults());
  }

  /** The colours of standard error. */
  public static Ansi progressColours() {
    return colours(showsProgress());
  }

  private static boolean showsResults() {
    return Boolean.getBoolean("microgptrom.stdout");
  }

  private static Ansi colours(boolean terminal) {
    return terminal && Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF;
  }
}
