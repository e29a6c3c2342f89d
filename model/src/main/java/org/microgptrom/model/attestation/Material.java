package org.microgptrom.model.attestation;

import java.util.Locale;

/** The materials that a bundle is made from, in the order of the stages. */
public enum Material {
  /**
   * The cleaned documents, {@link org.microgptrom.model.Provenance.CorpusId#sha256}, or the file
   * that was imported.
   */
  CORPUS,
  /** A checkpoint's {@code model.safetensors}. */
  CHECKPOINT,
  /** A quantized model's {@code config.json}, which records the digest of its tensors. */
  QUANTIZED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
