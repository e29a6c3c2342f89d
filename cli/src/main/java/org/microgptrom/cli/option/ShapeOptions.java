package org.microgptrom.cli.option;

import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import picocli.CommandLine.Option;

/** The options for the shape of a model, but its context; the defaults are microgpt.py's. */
public final class ShapeOptions {
  @Option(
      names = "--layers",
      paramLabel = "L",
      defaultValue = "1",
      description = "Transformer layers (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "64")
  private int layers;

  @Option(
      names = "--embd",
      paramLabel = "D",
      defaultValue = "16",
      description = "Embedding width, a multiple of the heads (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "8192")
  private int embd;

  @Option(
      names = "--heads",
      paramLabel = "H",
      defaultValue = "4",
      description = "Attention heads (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "8192")
  private int heads;

  @Option(
      names = "--hidden",
      paramLabel = "F",
      description = "Width of the MLP's hidden layer (default: 4 D).")
  @Range(from = "1", to = "32768")
  private @Nullable Integer hidden;

  /** The shape for a context and a vocabulary of this size, BOS included. */
  public ModelConfig config(int context, int vocabSize) {
    return CommonOptions.checked(
        "model shape",
        () ->
            new ModelConfig(
                layers, embd, heads, context, hidden == null ? 4 * embd : hidden, vocabSize));
  }
}
