package org.microgptrom.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.microgptrom.model.io.Shutdown;
import org.microgptrom.model.io.VisibleText;

/** What a user sees when Ctrl-C, or a signal, ends a command: one line, and no complaints. */
public final class Interruption {
  private static volatile String advice = "";
  private static volatile boolean finished;

  private Interruption() {}

  /** Has this process tell of its interruption on standard error. */
  public static void watch() {
    Shutdown.add(Shutdown.Stage.DISPLAY, TerminalBar::closeAll);
    Shutdown.add(Shutdown.Stage.DISPLAY, Interruption::tell);
  }

  /** What the user can do about an interruption from now on; empty for nothing. */
  public static void advise(String text) {
    advice = text;
  }

  /** The command has ended by itself. */
  public static void finished() {
    finished = true;
  }

  private static void tell() {
    if (!finished) {
      System.err.println("interrupted" + (advice.isEmpty() ? "" : ": " + VisibleText.of(advice)));
      System.err.flush();
    }
  }

  /**
   * A stream that takes nothing once the process is ending: what a command says of programs that
   * were stopped and files that were taken from it is of no use.
   */
  public static OutputStream until(OutputStream stream) {
    return new FilterOutputStream(stream) {
      @Override
      public void write(int value) throws IOException {
        if (!Shutdown.hasBegun()) {
          out.write(value);
        }
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!Shutdown.hasBegun()) {
          out.write(bytes, offset, length);
        }
      }
    };
  }
}
