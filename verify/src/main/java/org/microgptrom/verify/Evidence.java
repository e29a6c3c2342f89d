package org.microgptrom.verify;

import java.security.PublicKey;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.microgptrom.model.attestation.Material;

/**
 * What a user holds against a bundle's provenance.
 *
 * @param materials digests of what it should be made from; empty where that is not in question
 * @param publicKey the key of who should have signed it
 */
public record Evidence(Map<Material, String> materials, Optional<PublicKey> publicKey) {
  /** No evidence: the provenance must only agree with the bundle. */
  public static final Evidence NONE = new Evidence(Map.of(), Optional.empty());

  /** Copies the map; checks follow the order of the materials. */
  public Evidence {
    materials = Collections.unmodifiableMap(new TreeMap<>(materials));
  }
}
