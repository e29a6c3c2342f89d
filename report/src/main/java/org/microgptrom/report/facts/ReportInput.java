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
 * Everything that a report is made from: a bundle, the result of its verification, and those of the
 * artifacts that the bundle was made from that are still at hand.
 *
 * @param manifest of the bundle
 * @param manifestSha256 the manifest's digest, which identifies the bundle
 * @param statement the bundle's provenance
 * @param signed whether a signature on the provenance is in the bundle
 * @param model that its ROM words make
 * @param verification of this very bundle
 * @param metrics of the training; empty if they are not at hand
 * @param checkpoint that the model was quantized from
 * @param quantization the report of the quantization
 * @param documents for a comparison with the checkpoint; empty if they are not at hand
 * @param samples texts drawn from the model
 * @param text for which the heads' attention is drawn
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
