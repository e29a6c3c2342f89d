package org.microgptrom.verify;

import java.security.PublicKey;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.microgptrom.model.attestation.Material;
import org.microgptrom.model.fixed.Quantized;

/**
 * What a user holds against a bundle's provenance and contents.
 *
 * @param materials digests of what it should be made from; empty where that is not in question
 * @param quantized the quantized model that was packed, to be compared word by word
 * @param publicKey the key of who should have signed it
 */
public record Evidence(
    Map<Material, String> materials, Optional<Quantized> quantized, Optional<PublicKey> publicKey) {
  /** No evidence: the provenance must only agree with the bundle. */
  public static final Evidence NONE = new Evidence(Map.of(), Optional.empty(), Optional.empty());

  /** The model that was packed, and nothing else. */
  public static Evidence of(Quantized quantized) {
    return new Evidence(Map.of(), Optional.of(quantized), Optional.empty());
  }

  /** Copies the map; checks follow the order of the materials. */
  public Evidence {
    materials = Collections.unmodifiableMap(new TreeMap<>(materials));
  }
}
