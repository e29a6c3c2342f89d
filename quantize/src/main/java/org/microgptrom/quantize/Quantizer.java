package org.microgptrom.quantize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.io.InputException;

/** The stage that turns a checkpoint into a fixed-point model and tells what that cost. */
public final class Quantizer {
  private Quantizer() {}

  /**
   * The input of the stage.
   *
   * @param checkpoint the float model
   * @param checkpointSha256 digest of its {@code model.safetensors}, for the lineage
   * @param calibration documents to measure activation ranges on: the training split or a part of
   *     it, at least one
   * @param evaluation documents to compare float and fixed point on: the validation split, or the
   *     training split where nothing is held out; at least one
   */
  public record Input(
      Checkpoint checkpoint,
      String checkpointSha256,
      List<String> calibration,
      List<String> evaluation) {
    /** Checks that there is something to measure on. */
    public Input {
      calibration = List.copyOf(calibration);
      evaluation = List.copyOf(evaluation);
      if (calibration.isEmpty() || evaluation.isEmpty()) {
        throw new IllegalArgumentException("calibration and evaluation need at least one document");
      }
    }
  }

  /** The output of the stage. */
  public record Result(Quantized quantized, QuantizationReport report) {}

  /** How many evaluation documents go along with the model to become golden vectors. */
  private static final int COMPANION_DOCUMENTS = 32;

  /**
   * Calibrates, chooses formats, rounds, and compares.
   *
   * @throws InputException naming a tensor or site whose values do not fit 16 bits
   */
  public static Result quantize(Input input) {
    Checkpoint checkpoint = input.checkpoint;
    FoldedWeights weights = new FoldedWeights(checkpoint);
    ActivationRanges ranges =
        ActivationRanges.measure(checkpoint, checkpoint.sequences(input.calibration));
    Formats formats = new FormatChooser(checkpoint, weights, ranges).choose();
    Map<String, short[]> words = new LinkedHashMap<>();
    for (ParameterSpec spec : checkpoint.config().parameters()) {
      words.put(spec.name(), weights.words(spec.name(), formats.weight(spec.name())));
    }
    QuantizedModel model =
        new QuantizedModel(
            checkpoint.config(),
            checkpoint.vocabulary(),
            formats,
            Tables.forConfig(checkpoint.config()),
            words);
    Quantized quantized =
        new Quantized(
            model,
            new Quantized.Lineage(
                checkpoint.provenance(),
                input.checkpointSha256,
                ToolVersion.current(),
                input.calibration.size()),
            input.evaluation.subList(0, Math.min(COMPANION_DOCUMENTS, input.evaluation.size())));
    QuantizationReport report =
        new QuantizationReport(
            TensorError.of(weights, model),
            Comparison.run(checkpoint, model, checkpoint.sequences(input.evaluation)));
    return new Result(quantized, report);
  }
}
