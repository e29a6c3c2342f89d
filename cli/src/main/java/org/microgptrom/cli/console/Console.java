package org.microgptrom.cli.console;

import java.io.PrintWriter;
import org.microgptrom.model.io.VisibleText;

/**
 * Prints what a command says: results on standard output, progress and notes on standard error.
 * Lines may quote files, so the control characters that a terminal would obey are escaped.
 *
 * @param quiet drops progress and notes
 * @param verbose asks for more progress and notes
 */
public record Console(PrintWriter out, PrintWriter err, boolean quiet, boolean verbose) {
  /** Prints a line of the result. */
  public void result(String line) {
    out.println(VisibleText.lines(line));
  }

  /** Prints a piece of a line of the result at once, before the line is whole. */
  public void part(String piece) {
    out.print(VisibleText.of(piece));
    out.flush();
  }

  /**
   * Prints a line of the result that begins with a verdict, which is coloured.
   *
   * @param passed whether the verdict is good
   */
  public void verdict(boolean passed, String line) {
    String shown = VisibleText.lines(line);
    String word = shown.split("\\s", 2)[0];
    String style = passed ? "bold,green " : "bold,red ";
    String coloured = Terminal.resultColours().string("@|" + style + word + "|@");
    out.println(coloured + shown.substring(word.length()));
  }

  /** Prints a line about what is being done. */
  public void progress(String line) {
    if (!quiet) {
      err.println(VisibleText.lines(line));
    }
  }

  /** Prints a line about something the user should know. */
  public void warn(String line) {
    if (!quiet) {
      err.println(
          Terminal.progressColours().string("@|yellow warning:|@ ") + VisibleText.lines(line));
    }
  }
}
