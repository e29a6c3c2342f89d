package org.microgptrom.report.facts;

import java.util.List;
import java.util.Optional;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.quantize.QuantizationReport;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.verify.report.VerificationReport;

/**
 * All that a report is made from: a bundle, what its verification found, and those artifacts it was
 * made from that are still at hand and belong to it.
 *
 * @param manifest of the bundle
 * @param manifestSha256 that identifies it
 * @param statement its provenance
 * @param signed whether a signature on that is in the bundle
 * @param model that its ROM words make
 * @param verification of this very bundle
 * @param metrics of the training; empty without
 * @param checkpoint that the model was quantized from
 * @param quantization what that cost
 * @param documents for a comparison with the checkpoint; empty without
 * @param samples drawn from the model
 * @param text to draw what the heads attend to
 * @param synthesis of this bundle's circuit
 */
public record ReportInput(
    Manifest manifest,
    String manifestSha256,
    Statement statement,
    boolean signed,
    QuantizedModel model,
    VerificationReport verification,
    List<TrainingPoint> metrics,
    Optional<Checkpoint> checkpoint,
    Optional<QuantizationReport> quantization,
    List<String> documents,
    List<String> samples,
    String text,
    Optional<SynthesisResult> synthesis) {
  /** Copies the lists. */
  public ReportInput {
    metrics = List.copyOf(metrics);
    documents = List.copyOf(documents);
    samples = List.copyOf(samples);
  }
}
