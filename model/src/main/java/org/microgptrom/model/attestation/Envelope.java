package org.microgptrom.model.attestation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.LowerCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/**
 * The content of a signed bundle's {@code provenance.dsse.json}: a DSSE v1 envelope around the
 * bytes of {@code provenance.json}, signed with Ed25519 (RFC 8032), whose signatures are
 * deterministic.
 *
 * @param payload the statement's bytes in Base64
 * @param payloadType {@link #PAYLOAD_TYPE}
 * @param signatures of the payload, at least one
 * @see <a href="https://github.com/secure-systems-lab/dsse/blob/v1.0.0/envelope.md">DSSE</a>
 */
@JsonNaming(LowerCamelCaseStrategy.class)
public record Envelope(String payload, String payloadType, List<Signed> signatures) {
  /** The envelope's path in the bundle. */
  public static final String FILE = "provenance.dsse.json";

  /**
   * The size of an envelope at most, in bytes: Base64 takes four thirds of a {@link Statement}, and
   * the rest is small.
   */
  public static final int LARGEST = 2 * Statement.LARGEST;

  /** The name of the signature algorithm in Java's security architecture. */
  static final String ALGORITHM = "Ed25519";

  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  /**
   * A signature on the pre-authentication encoding, in Base64. A {@code keyid}, which other tools
   * write beside it, is a hint that nothing may depend on.
   */
  @JsonIgnoreProperties("keyid")
  public record Signed(String sig) {}

  /** Signs the bytes of a statement. */
  public static Envelope sign(byte[] statement, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(preAuthenticationEncoding(PAYLOAD_TYPE, statement));
      return new Envelope(
          Base64.getEncoder().encodeToString(statement),
          PAYLOAD_TYPE,
          List.of(new Signed(Base64.getEncoder().encodeToString(signature.sign()))));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the key can't sign: " + e.getMessage(), e);
    }
  }

  /** Whether this envelope holds these bytes, as a statement. */
  public boolean holds(byte[] statement) {
    return payloadType.equals(PAYLOAD_TYPE)
        && payload.equals(Base64.getEncoder().encodeToString(statement));
  }

  /** Whether one of the signatures on these bytes was made with the private half of this key. */
  public boolean signedBy(PublicKey key, byte[] statement) {
    return signatures.stream().anyMatch(signed -> verifies(key, statement, signed));
  }

  private static boolean verifies(PublicKey key, byte[] statement, Signed signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(preAuthenticationEncoding(PAYLOAD_TYPE, statement));
      return signature.verify(Base64.getDecoder().decode(signed.sig));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // no signature of this algorithm, or no Base64
    }
  }

  /**
   * The pre-authentication encoding of DSSE, section "Protocol": type and body, each after its
   * length in bytes.
   */
  static byte[] preAuthenticationEncoding(String type, byte[] body) {
    byte[] head =
        ("DSSEv1 " + type.length() + " " + type + " " + body.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
