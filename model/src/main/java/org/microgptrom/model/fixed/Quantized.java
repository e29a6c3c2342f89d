package org.microgptrom.model.fixed;

import java.util.List;
import org.microgptrom.model.Provenance;

/**
 * The result of the quantize stage: the model, where it comes from, and realistic input for it.
 *
 * @param model the fixed-point model
 * @param lineage the way from the corpus to this model
 * @param documents of the validation split (or of the training split where nothing is held out),
 *     which become golden vectors in the ROM bundle
 */
public record Quantized(QuantizedModel model, Lineage lineage, List<String> documents) {
  /** Copies the list and checks that the vocabulary can spell its documents. */
  public Quantized {
    documents = List.copyOf(documents);
    documents.forEach(model.vocabulary()::encode);
  }

  /**
   * The steps between corpus and quantized model.
   *
   * @param training how the checkpoint was trained
   * @param checkpointSha256 digest of the checkpoint's {@code model.safetensors}
   * @param quantizer the version that quantized the checkpoint
   * @param calibrationDocuments number of training documents that the activation ranges were
   *     measured on
   */
  public record Lineage(
      Provenance training, String checkpointSha256, String quantizer, int calibrationDocuments) {}
}
