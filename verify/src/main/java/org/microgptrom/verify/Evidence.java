package org.microgptrom.verify;

import java.security.PublicKey;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.microgptrom.model.attestation.Material;
import org.microgptrom.model.fixed.Quantized;

/**
 * The evidence that a user compares with a bundle's provenance and contents.
 *
 * @param materials digests of what the bundle should be made from; empty where that is not in
 *     question
 * @param quantized the quantized model that was packed, to be compared word by word
 * @param publicKey the key of whoever should have signed the bundle
 */
public record Evidence(
    Map<Material, String> materials, Optional<Quantized> quantized, Optional<PublicKey> publicKey) {
  /** No evidence: the provenance must only agree with the bundle. */
  public static final Evidence NONE = new Evidence(Map.of(), Optional.empty(), Optional.empty());

  /** Evidence of the model that was packed, and of nothing else. */
  public static Evidence of(Quantized quantized) {
    return new Evidence(Map.of(), Optional.of(quantized), Optional.empty());
  }

  /** Copies the map; checks follow the order of the materials. */
  public Evidence {
    materials = Collections.unmodifiableMap(new TreeMap<>(materials));
  }
}
