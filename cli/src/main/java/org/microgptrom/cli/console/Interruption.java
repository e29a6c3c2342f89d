package org.microgptrom.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.microgptrom.model.io.Shutdown;
import org.microgptrom.model.io.VisibleText;

/** Makes a command that Ctrl-C or a signal ends print one line and no complaints. */
public final class Interruption {
  private static final PrintStream ERR = System.err;

  private static volatile String advice = "";
  private static volatile boolean finished;

  private Interruption() {}

  /** Makes this process report its interruption on standard error. */
  public static void watch() {
    Shutdown.add(Shutdown.Stage.DISPLAY, TerminalBar::closeAll);
    Shutdown.add(Shutdown.Stage.DISPLAY, Interruption::tell);
  }

  /** Sets the advice that an interruption from now on prints; empty for none. */
  public static void advise(String text) {
    advice = text;
  }

  /** Tells that the command has ended by itself. */
  public static void finished() {
    finished = true;
  }

  /** Standard error, also after {@link #silenceOthers}. */
  static PrintStream err() {
    return ERR;
  }

  /**
   * Drops what others write on standard error once the process is ending: threads of a library that
   * complain of one another's end.
   */
  public static void silenceOthers() {
    System.setErr(new PrintStream(until(ERR), true, StandardCharsets.UTF_8));
  }

  private static void tell() {
    if (!finished) {
      ERR.println("interrupted" + (advice.isEmpty() ? "" : ": " + VisibleText.of(advice)));
      ERR.flush();
    }
  }

  /**
   * A stream that drops everything once the process is ending, when what a command says of stopped
   * programs and vanished files is of no use.
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
