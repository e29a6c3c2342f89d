package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.Option;

/** The option that names the float model that a model in fixed point was quantized from. */
public final class CheckpointOptions {
  @Option(
      names = "--checkpoint",
      paramLabel = "DIR",
      description =
          "The checkpoint that the model was quantized from (default: the folder checkpoint beside"
              + " it, if it is that).")
  private @Nullable Path named;

  /** Whether the option names a checkpoint. */
  public boolean isNamed() {
    return named != null;
  }

  /**
   * The checkpoint's folder that is named or else lies beside the model. It is empty, and a note
   * says so, if the one beside the model is missing, damaged or another model's.
   *
   * @param model a bundle or a quantized model's folder
   * @param sha256 of the checkpoint's tensors
   * @throws InputException if the named checkpoint is not the one that the model was made from
   */
  public Optional<Path> folder(Path model, String sha256, Console console) {
    if (named != null) {
      requireOwn(named, model, sha256);
      return Optional.of(named);
    }
    Path beside = model.toAbsolutePath().resolveSibling("checkpoint");
    try {
      requireOwn(beside, model, sha256);
      return Optional.of(beside);
    } catch (InputException e) {
      console.progress("no figures in floating point: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void requireOwn(Path folder, Path model, String sha256) {
    String actual = CheckpointCodec.tensorsSha256(folder);
    if (!actual.equals(sha256)) {
      throw new InputException(
          folder,
          "is not the checkpoint that "
              + model
              + " was quantized from: it has SHA-256 "
              + actual
              + ", not "
              + sha256,
          "");
    }
  }
}
