package org.microgptrom.model.attestation;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.io.Json;

class EnvelopeTest {
  /** DSSE's envelope may name the key of a signature; whoever verifies has a key of his own. */
  @Test
  void aKeyIdIsAHintAndNoMore() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] statement = "{}\n".getBytes(StandardCharsets.UTF_8);
    String plain =
        new String(
            Json.pretty(Envelope.sign(statement, keys.getPrivate())), StandardCharsets.UTF_8);
    String named = plain.replace("\"sig\"", "\"keyid\": \"SHA256:abc\", \"sig\"");
    assertFalse(named.equals(plain), "a key identifier");
    Envelope envelope =
        Json.parse(Envelope.FILE, named.getBytes(StandardCharsets.UTF_8), Envelope.class);
    assertTrue(envelope.holds(statement), "the statement");
    assertTrue(envelope.signedBy(keys.getPublic(), statement), "the signature");
    KeyPair others = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertFalse(envelope.signedBy(others.getPublic(), statement), "another key");
  }
}
