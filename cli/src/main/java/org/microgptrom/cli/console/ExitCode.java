package org.microgptrom.cli.console;

/** The exit codes that the process returns to its caller. */
public final class ExitCode {
  /** All went well. */
  public static final int OK = 0;

  /** Verification found a difference. */
  public static final int DIFFERENCE = 1;

  /** The user's input or options are at fault; the message says what to do. */
  public static final int BAD_INPUT = 2;

  /** A bug of microgpt-rom. */
  public static final int INTERNAL_FAULT = 3;

  private ExitCode() {}
}
