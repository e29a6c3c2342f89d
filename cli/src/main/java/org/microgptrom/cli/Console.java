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

  /** Whether standard error is a terminal that a bar can be drawn on; the launcher tells. */
  static boolean isTerminal() {
    return Boolean.getBoolean("microgptrom.terminal");
  }
}
