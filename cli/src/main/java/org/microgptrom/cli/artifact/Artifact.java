package org.microgptrom.cli.artifact;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.talos.TalosRom;

/** The kinds of artifacts that a user names. */
public enum Artifact {
  CHECKPOINT,
  QUANTIZED,
  BUNDLE,
  TALOS_ROM;

  /**
   * The kind of the artifact at this path.
   *
   * @throws InputException if no kind of artifact lies there
   */
  public static Artifact kind(Path path) {
    AtomicOutput.recover(path);
    if (!Files.exists(path)) {
      throw InputException.missing(path, "file or folder", "");
    }
    if (TalosRom.isAt(path)) {
      return TALOS_ROM;
    }
    if (!Files.isDirectory(path) || Files.exists(path.resolve(Manifest.FILE))) {
      return BUNDLE;
    }
    Path header = path.resolve(CheckpointCodec.CONFIG);
    if (!Files.exists(header)) {
      throw new InputException(
          path,
          "is no artifact of microgpt-rom: it has neither "
              + CheckpointCodec.CONFIG
              + " nor "
              + Manifest.FILE,
          "");
    }
    return Artifacts.format(header).equals(QuantizedCodec.FORMAT) ? QUANTIZED : CHECKPOINT;
  }

  /**
   * Requires a bundle, as nothing else has a circuit for {@code --rtl}.
   *
   * @throws InputException if something else lies at this path
   */
  public static void requireCircuit(Path path) {
    if (kind(path) != BUNDLE) {
      throw new InputException(
          "--rtl", path + " has no circuit, a bundle is needed", "pack it first");
    }
  }

  /**
   * A model in fixed point, and the way from the corpus to it.
   *
   * @param manifest of the bundle that holds it; empty for a quantized model folder
   */
  public record FixedPoint(
      QuantizedModel model, Quantized.Lineage lineage, Optional<Manifest> manifest) {
    /** That of an open bundle. */
    public static FixedPoint of(Bundle bundle) {
      Manifest manifest = bundle.manifest();
      return new FixedPoint(BundleModel.read(bundle), manifest.lineage(), Optional.of(manifest));
    }
  }

  /**
   * The fixed-point model of a bundle or a quantized model folder.
   *
   * @throws InputException if there is none at this path
   */
  public static QuantizedModel model(Path path) {
    return fixedPoint(path).model();
  }

  /** As {@link #model}, with its lineage: what lies there is read once for both. */
  public static FixedPoint fixedPoint(Path path) {
    if (kindOfFixedPoint(path) == QUANTIZED) {
      Quantized quantized = QuantizedCodec.read(path);
      return new FixedPoint(quantized.model(), quantized.lineage(), Optional.empty());
    }
    try (Bundle bundle = Bundle.open(path)) {
      return FixedPoint.of(bundle);
    }
  }

  /**
   * Whether a bundle or a quantized model lies at this path.
   *
   * @throws InputException if neither does
   */
  public static Artifact kindOfFixedPoint(Path path) {
    Artifact kind = kind(path);
    return switch (kind) {
      case BUNDLE, QUANTIZED -> kind;
      case CHECKPOINT ->
          throw new InputException(path, "is a checkpoint in floating point", "quantize it first");
      case TALOS_ROM ->
          throw new InputException(
              path,
              "is a ROM folder of a TALOS-V2 board",
              "pass --target " + TargetDesign.TALOS_V2);
    };
  }
}
