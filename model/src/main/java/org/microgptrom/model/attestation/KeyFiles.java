package org.microgptrom.model.attestation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.io.InputException;

/**
 * Reads Ed25519 keys in PEM (RFC 7468), as {@code openssl genpkey -algorithm ed25519} and {@code
 * openssl pkey -pubout} write them.
 */
public final class KeyFiles {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");
  private static final long LARGEST = 1 << 14;

  private KeyFiles() {}

  /** Makes a key from its encoding. */
  @FunctionalInterface
  private interface Decoder<K> {
    K decode(KeyFactory factory, byte[] der) throws GeneralSecurityException;
  }

  /**
   * The private key in a PKCS #8 file.
   *
   * @throws InputException if the file holds no private key, or one of another algorithm
   */
  public static PrivateKey privateKey(Path file) {
    return read(
        file,
        "PRIVATE KEY",
        (factory, der) -> factory.generatePrivate(new PKCS8EncodedKeySpec(der)),
        "openssl genpkey -algorithm ed25519 -out FILE makes one");
  }

  /**
   * The public key in a SubjectPublicKeyInfo file.
   *
   * @throws InputException if the file holds no public key, or one of another algorithm
   */
  public static PublicKey publicKey(Path file) {
    return read(
        file,
        "PUBLIC KEY",
        (factory, der) -> factory.generatePublic(new X509EncodedKeySpec(der)),
        "openssl pkey -in PRIVATE -pubout -out FILE makes one");
  }

  private static <K> K read(Path file, String label, Decoder<K> decoder, String advice) {
    String expected = "an Ed25519 " + label.toLowerCase(Locale.ROOT) + " in PEM expected";
    try {
      if (Files.size(file) > LARGEST) {
        throw new InputException(file, "is larger than any key, " + expected, advice);
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      Matcher pem = PEM.matcher(text);
      if (!pem.matches()) {
        throw new InputException(file, "is no PEM file, " + expected, advice);
      }
      if (!pem.group(1).equals(label)) {
        throw new InputException(file, "holds a " + pem.group(1) + ", " + expected, advice);
      }
      byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
      return decoder.decode(KeyFactory.getInstance(Envelope.ALGORITHM), der);
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file, " + expected, advice);
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new InputException(file, "holds a damaged key or another one, " + expected, advice, e);
    }
  }
}
