package org.microgptrom.cli;

/** What the process returns to its caller. */
final class ExitCode {
  /** All went well. */
  static final int OK = 0;

  /** Verification found a difference. */
  static final int DIFFERENCE = 1;

  /** The user's input or options are at fault; the message says what to do. */
  static final int BAD_INPUT = 2;

  /** A fault of microgpt-rom. */
  static final int INTERNAL_FAULT = 3;

  private ExitCode() {}
}
