package org.microgptrom.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.bundle.finding.TextDifference;
import org.microgptrom.model.attestation.Envelope;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.verify.report.VerificationReport;

/**
 * Checks that the provenance describes this bundle, that its signature is that of a given key, and
 * that the materials that it names are those at hand.
 */
final class ProvenanceChecks {
  private static final String SUITE = VerificationReport.PROVENANCE;

  private final Bundle bundle;
  private final Evidence evidence;
  private final byte[] content;

  private ProvenanceChecks(Bundle bundle, Evidence evidence, byte[] content) {
    this.bundle = bundle;
    this.evidence = evidence;
    this.content = content;
  }

  static List<Check> run(Bundle bundle, Evidence evidence) throws IOException {
    byte[] content = Files.readAllBytes(bundle.file(Statement.FILE));
    return new ProvenanceChecks(bundle, evidence, content).run();
  }

  private List<Check> run() throws IOException {
    List<Check> checks = new ArrayList<>();
    Statement statement;
    try {
      statement = Json.parse(Statement.FILE, content, Statement.class);
      boolean describes = statement.describes(bundle.manifest(), bundle.manifestSha256());
      checks.add(
          check(
              "statement",
              describes
                  ? null
                  : FileFault.of(
                      Statement.FILE, "speaks of a bundle with another " + Manifest.FILE)));
      materials(statement, describes, checks);
    } catch (InputException e) {
      checks.add(check("statement", FileFault.inLine(Statement.FILE, null, e.getMessage())));
    }
    signature(checks);
    return checks;
  }

  private void materials(Statement statement, boolean describes, List<Check> checks) {
    evidence
        .materials()
        .forEach(
            (material, actual) -> {
              if (!describes) {
                checks.add(Check.skipped(SUITE, material.toString(), "of another bundle"));
                return;
              }
              Statement.Resource resource = statement.dependency(material);
              String expected = resource.digest().sha256();
              checks.add(
                  check(
                      resource.name(),
                      expected.equals(actual)
                          ? null
                          : TextDifference.ofDigest(
                              Statement.FILE, "the given " + material, expected, actual)));
            });
  }

  private void signature(List<Check> checks) throws IOException {
    if (!bundle.isSigned()) {
      if (evidence.publicKey().isPresent()) {
        checks.add(
            check(
                "signature", FileFault.of(Envelope.FILE, "is missing: the bundle is not signed")));
      }
      return;
    }
    Difference difference = null;
    try {
      Envelope envelope =
          Json.parse(Envelope.FILE, Files.readAllBytes(bundle.file(Envelope.FILE)), Envelope.class);
      if (!envelope.holds(content)) {
        difference = FileFault.of(Envelope.FILE, "holds another text than " + Statement.FILE);
      } else if (evidence.publicKey().isEmpty()) {
        checks.add(Check.notRun(SUITE, "signature", "no public key was given to check it with"));
        return;
      } else if (!envelope.signedBy(evidence.publicKey().get(), content)) {
        difference = FileFault.of(Envelope.FILE, "has no signature of the given key");
      }
    } catch (InputException e) {
      difference = FileFault.inLine(Envelope.FILE, null, e.getMessage());
    }
    checks.add(check("signature", difference));
  }

  private static Check check(String name, @Nullable Difference difference) {
    return Check.of(SUITE, name, 1, difference == null ? 0 : 1, difference);
  }
}
