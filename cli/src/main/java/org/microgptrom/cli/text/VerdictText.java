package org.microgptrom.cli.text;

import org.microgptrom.cli.console.Console;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.report.VerificationText;

/** A verification as text for people. */
public final class VerdictText {
  private VerdictText() {}

  /** Prints what was compared, with the verdict last. */
  public static void print(VerificationReport report, Console console) {
    for (String line : VerificationText.lines(report)) {
      if (line.startsWith("PASSED ") || line.startsWith("FAILED ")) {
        console.verdict(report.passed(), line);
      } else {
        console.result(line);
      }
    }
  }

  /** Prints what was compared and the verdict as progress of a larger job. */
  public static void tell(VerificationReport report, Console console) {
    VerificationText.lines(report).forEach(line -> console.progress("verify: " + line));
  }
}
