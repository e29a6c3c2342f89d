package org.microgptrom.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.model.io.InputException;
import org.microgptrom.verify.report.VerificationReport;

/**
 * What became of a bundle: a report, or a refusal. Any other exception passes through.
 *
 * @param report null if it was refused
 * @param refusal null if it was verified
 */
public record Verdict(VerificationReport report, String refusal) {
  /** Verifies a bundle. */
  public static Verdict on(Path bundle) {
    try {
      return new Verdict(Verifier.verify(bundle, (step, done, total) -> {}), null);
    } catch (InputException e) {
      return new Verdict(null, e.getMessage());
    }
  }

  /** Verifies a bundle of these files, written into a new folder below {@code parent}. */
  public static Verdict on(Path parent, Map<String, byte[]> files) {
    try {
      return on(BundleFiles.write(Files.createTempDirectory(parent, "bundle"), files));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it passed. */
  public boolean passed() {
    return report != null && report.passed();
  }

  /** Whether it was verified and failed. */
  public boolean failed() {
    return report != null && !report.passed();
  }

  /** Whether it was refused. */
  public boolean refused() {
    return refusal != null;
  }

  /** The report's first difference. */
  public Shown difference() {
    return Shown.of(report.difference());
  }

  @Override
  public String toString() {
    if (refused()) {
      return "refused: " + refusal;
    }
    return passed() ? "passed" : "failed: " + difference();
  }
}
