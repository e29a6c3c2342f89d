package org.microgptrom.cli;

import java.io.PrintWriter;

/**
 * Where a command speaks: results on standard output, progress and notes on standard error.
 *
 * @param quiet drops progress and notes
 * @param verbose asks for more of them
 */
record Console(PrintWriter out, PrintWriter err, boolean quiet, boolean verbose) {
  /** A line of the result. */
  void result(String line) {
    out.println(line);
  }

  /** A line about what is being done. */
  void progress(String line) {
    if (!quiet) {
      err.println(line);
    }
  }

  /** A line about something the user should know. */
  void warn(String line) {
    if (!quiet) {
      err.println("warning: " + line);
    }
  }

  /**
   * Whether standard error is a terminal that a bar can be drawn on. The launcher knows; without it,
   * Java tells only whether input and output both are terminals.
   */
  static boolean isTerminal() {
    String told = System.getProperty("microgptrom.terminal");
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }
}
