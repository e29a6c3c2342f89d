package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.testing.ExternalTool;

/** The statement of where a bundle comes from, and its signature, with sha256sum and openssl. */
@Tag("slow")
class ProvenanceTest {
  private static final String NAMES = "emma\nolivia\nava\nsophia\nmia\namelia\nluna\nella\naria\n";

  @TempDir Path folder;
  private Path corpus;
  private Path checkpoint;
  private Path quantized;
  private Path bundle;

  @BeforeEach
  void pack() throws Exception {
    corpus = Files.writeString(folder.resolve("names.txt"), NAMES);
    checkpoint = folder.resolve("checkpoint");
    quantized = folder.resolve("quantized");
    bundle = folder.resolve("bundle");
    Cli.train(checkpoint, 3, "--data", corpus.toString());
    Cli.ok("quantize", checkpoint, "--data", corpus, "-o", quantized);
  }

  @Test
  void theStatementNamesEveryMaterialByItsDigest() throws Exception {
    Cli.ok(
        "pack", quantized, "--vector-tokens", "50", "--lanes", "8", "--precompute", "-o", bundle);
    JsonNode statement = json("provenance.json");
    assertEquals("https://in-toto.io/Statement/v1", statement.path("_type").asText());
    assertEquals("https://slsa.dev/provenance/v1", statement.path("predicateType").asText());
    assertEquals(
        sha256sum(bundle.resolve("manifest.json")), digest(statement.path("subject").path(0)));
    JsonNode build = statement.path("predicate").path("buildDefinition");
    assertEquals(8, build.path("externalParameters").path("lanes").intValue());
    assertEquals(50, build.path("externalParameters").path("vectorTokens").intValue());
    assertTrue(build.path("externalParameters").path("precompute").booleanValue());
    List<String> materials = new ArrayList<>();
    build.path("resolvedDependencies").forEach(d -> materials.add(digest(d)));
    assertEquals(
        List.of(
            sha256sum(corpus), // clean already: its lines are its documents
            sha256sum(checkpoint.resolve("model.safetensors")),
            sha256sum(quantized.resolve("config.json"))),
        materials);
  }

  @Test
  void materialsAreCheckedOneByOne() throws Exception {
    Path archive = folder.resolve("bundle.zip");
    Cli.ok("pack", quantized, "--vector-tokens", "50", "-o", archive);
    String all = corpus + "," + checkpoint + "," + quantized;
    Cli right = Cli.ok("verify", archive, "--materials", all);
    String origin =
        "origin    statement, corpus/names.txt, checkpoint/model.safetensors, quantized/config.json";
    assertTrue(right.out().contains(origin), right.out());

    Files.writeString(corpus, NAMES + "isla\n");
    Path other = folder.resolve("other");
    Cli.train(other, 4, "--data", corpus.toString());
    Path otherQuantized = folder.resolve("otherq");
    Cli.ok("quantize", other, "--data", corpus, "-o", otherQuantized);
    for (Path wrong : List.of(corpus, other, otherQuantized)) {
      Cli found = Cli.run("verify", archive, "--materials", wrong);
      assertEquals(ExitCode.DIFFERENCE, found.exitCode(), found.err());
      assertTrue(found.out().contains("provenance.json: SHA-256 of the given "), found.out());
    }
    Cli.refused("verify", archive, "--materials", corpus + "," + corpus);
    Cli.refused("verify", archive, "--materials", archive.resolveSibling("none"));
  }

  @Test
  void opensslAgreesOnTheSignature() throws Exception {
    ExternalTool openssl = ExternalTool.named("openssl");
    Path key = folder.resolve("key.pem");
    Path publicKey = folder.resolve("key.pub");
    openssl.runOk(folder, "genpkey", "-algorithm", "ed25519", "-out", "key.pem");
    openssl.runOk(folder, "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub");
    Cli.ok("pack", quantized, "--vector-tokens", "50", "--sign", key, "-o", bundle);

    JsonNode envelope = json("provenance.dsse.json");
    byte[] payload = Base64.getDecoder().decode(envelope.path("payload").asText());
    assertEquals(
        Files.readString(bundle.resolve("provenance.json")),
        new String(payload, StandardCharsets.UTF_8));
    String type = envelope.path("payloadType").asText();
    assertEquals("application/vnd.in-toto+json", type);
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes(
        ("DSSEv1 28 " + type + " " + payload.length + " ").getBytes(StandardCharsets.US_ASCII));
    signed.writeBytes(payload);
    Files.write(folder.resolve("signed"), signed.toByteArray());
    String signature = envelope.path("signatures").path(0).path("sig").asText();
    Files.write(folder.resolve("signature"), Base64.getDecoder().decode(signature));
    openssl.runOk(
        folder,
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "key.pub",
        "-rawin",
        "-in",
        "signed",
        "-sigfile",
        "signature");

    assertTrue(Cli.ok("verify", bundle).out().contains("not run   provenance"));
    Cli verified = Cli.ok("verify", bundle, "--public-key", publicKey);
    assertTrue(verified.out().contains("origin    statement, signature"), verified.out());
    Path again = folder.resolve("again");
    Cli.ok("pack", quantized, "--vector-tokens", "50", "--sign", key, "-o", again);
    String name = "provenance.dsse.json";
    assertEquals(-1, Files.mismatch(bundle.resolve(name), again.resolve(name)));

    openssl.runOk(folder, "genpkey", "-algorithm", "ed25519", "-out", "foreign.pem");
    openssl.runOk(folder, "pkey", "-in", "foreign.pem", "-pubout", "-out", "foreign.pub");
    Cli foreign = Cli.run("verify", bundle, "--public-key", folder.resolve("foreign.pub"));
    assertEquals(ExitCode.DIFFERENCE, foreign.exitCode(), foreign.err());
    assertTrue(foreign.out().contains("has no signature of the given key"), foreign.out());
    Cli unsigned = Cli.run("verify", unsigned(), "--public-key", publicKey);
    assertEquals(ExitCode.DIFFERENCE, unsigned.exitCode(), unsigned.err());
    assertTrue(unsigned.out().contains("the bundle is not signed"), unsigned.out());
  }

  @Test
  void otherKeysAreRefused() throws Exception {
    ExternalTool openssl = ExternalTool.named("openssl");
    openssl.runOk(folder, "genpkey", "-algorithm", "x25519", "-out", "x25519.pem");
    openssl.runOk(folder, "genpkey", "-algorithm", "ed25519", "-out", "key.pem");
    openssl.runOk(folder, "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub");
    Path text = Files.writeString(folder.resolve("text.pem"), "no key\n");
    List<Path> keys =
        List.of(
            folder.resolve("x25519.pem"), folder.resolve("key.pub"), text, folder.resolve("none"));
    for (Path key : keys) {
      String refused = Cli.refused("pack", quantized, "--sign", key, "-o", bundle);
      assertTrue(refused.contains("an Ed25519 private key in PEM expected"), refused);
    }
    assertFalse(Files.exists(bundle));
    Cli.ok("pack", quantized, "--vector-tokens", "50", "-o", bundle);
    Cli.refused("verify", bundle, "--public-key", folder.resolve("key.pem"));
  }

  @Test
  void aStatementOnAnotherBundleIsFound() throws Exception {
    Path other = folder.resolve("lanes8");
    Cli.ok("pack", quantized, "--vector-tokens", "50", "-o", bundle);
    Cli.ok("pack", quantized, "--vector-tokens", "50", "--lanes", "8", "-o", other);
    String before = sha256sum(bundle.resolve("provenance.json"));
    Files.copy(
        other.resolve("provenance.json"),
        bundle.resolve("provenance.json"),
        StandardCopyOption.REPLACE_EXISTING);
    Path sums = bundle.resolve("SHA256SUMS");
    String forged =
        Files.readString(sums).replace(before, sha256sum(bundle.resolve("provenance.json")));
    Files.writeString(sums, forged);
    Cli found = Cli.run("verify", bundle);
    assertEquals(ExitCode.DIFFERENCE, found.exitCode(), found.err());
    String message = "provenance.json: speaks of a bundle with another manifest.json";
    assertTrue(found.out().contains(message), found.out());
  }

  private Path unsigned() {
    Path unsigned = folder.resolve("unsigned");
    Cli.ok("pack", quantized, "--vector-tokens", "50", "-o", unsigned);
    return unsigned;
  }

  private JsonNode json(String file) throws Exception {
    return new ObjectMapper().readTree(bundle.resolve(file).toFile());
  }

  private static String digest(JsonNode resource) {
    return resource.path("digest").path("sha256").asText();
  }

  private String sha256sum(Path file) throws Exception {
    return ExternalTool.named("sha256sum").runOk(folder, file.toString()).substring(0, 64);
  }
}
