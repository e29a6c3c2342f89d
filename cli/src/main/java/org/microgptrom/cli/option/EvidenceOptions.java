package org.microgptrom.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.datasets.DataFiles;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.attestation.KeyFiles;
import org.microgptrom.model.attestation.Material;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.verify.Evidence;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name what a bundle's provenance is checked against. */
public final class EvidenceOptions {
  @Option(
      names = "--materials",
      paramLabel = "PATH",
      split = ",",
      description =
          "What the bundle should be made from, separated by commas: the files of its corpus,"
              + " checkpoint folder, quantized folder, or some of them. The quantized model is"
              + " compared word by word.")
  private List<Path> materials = List.of();

  @Mixin private ColumnOptions columns;

  @Option(
      names = "--public-key",
      paramLabel = "KEY",
      description = "Require a signature by this Ed25519 key, a PEM file (openssl pkey -pubout).")
  private @Nullable Path publicKey;

  /** Takes the digests of what the options name, to be held against a bundle that claims this. */
  public Evidence load(Quantized.Lineage claimed) {
    Provenance training = claimed.training();
    Map<Material, String> digests = new EnumMap<>(Material.class);
    Optional<Quantized> quantized = Optional.empty();
    List<Path> corpus =
        training.wasImported()
            ? List.of()
            : materials.stream().filter(Files::isRegularFile).toList();
    if (!corpus.isEmpty()) {
      digests.put(
          Material.CORPUS,
          DataFiles.read(
                  corpus,
                  columns.columns(),
                  System.in,
                  training.corpus().labels(),
                  Preparation.of(training.corpus()))
              .corpus()
              .sha256());
    }
    for (Path path : materials) {
      if (corpus.contains(path)) {
        continue;
      }
      Material material = material(path);
      String sha256;
      if (material == Material.QUANTIZED) {
        quantized = Optional.of(QuantizedCodec.read(path));
        sha256 = QuantizedCodec.configSha256(quantized.get());
      } else {
        sha256 = sha256(material, path);
      }
      if (digests.put(material, sha256) != null) {
        throw new InputException(
            "--materials", "two of kind " + material + ", the second is " + path, "name one");
      }
    }
    return new Evidence(
        digests, quantized, Optional.ofNullable(publicKey).map(KeyFiles::publicKey));
  }

  /**
   * Requires that no option is given, for artifacts without provenance.
   *
   * @throws InputException if an option is given
   */
  public void requireNone() {
    if (!materials.isEmpty() || publicKey != null) {
      throw new InputException(
          "--materials and --public-key", "ask for the provenance of a bundle of ours", "");
    }
  }

  private static Material material(Path path) {
    if (Files.isRegularFile(path)) {
      return Material.CORPUS;
    }
    return switch (Artifact.kind(path)) {
      case CHECKPOINT -> Material.CHECKPOINT;
      case QUANTIZED -> Material.QUANTIZED;
      case BUNDLE, TALOS_ROM ->
          throw new InputException(
              "--materials", path + " is a ROM", "name a corpus, checkpoint or quantized model");
    };
  }

  private static String sha256(Material material, Path path) {
    return switch (material) {
      case CORPUS -> fileSha256(path); // of a model that was imported from this file
      case CHECKPOINT -> {
        CheckpointCodec.read(path); // requires that the tensors have the digest
        yield CheckpointCodec.tensorsSha256(path);
      }
      case QUANTIZED -> throw new IllegalArgumentException("is read for its words, too");
    };
  }

  private static String fileSha256(Path path) {
    try {
      return Digests.sha256(path);
    } catch (IOException e) {
      throw new InputException(path, "cannot be read: " + e.getMessage(), "", e);
    }
  }
}
