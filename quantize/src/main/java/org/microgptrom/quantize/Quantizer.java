package org.microgptrom.quantize;

import java.util.List;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.code.CodeFitter;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.fixed.Formats;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Tables;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;

/** The stage that turns a checkpoint into a fixed-point model and reports the loss of accuracy. */
public final class Quantizer {
  private Quantizer() {}

  /**
   * The input of the stage.
   *
   * @param checkpoint the float model
   * @param checkpointSha256 digest of the checkpoint's {@code model.safetensors}, for the lineage
   * @param calibration the sample of the training split that activation ranges are measured on
   * @param evaluation the sample that float and fixed point are compared on, of the validation
   *     split or, where nothing is held out, the training split
   * @param options for the weights: their widths in ROM, their rounding
   */
  public record Input(
      Checkpoint checkpoint,
      String checkpointSha256,
      Sample calibration,
      Sample evaluation,
      WeightOptions options) {
    /** The input of a model whose ROM holds 16-bit words, or the codes of its training. */
    public Input(
        Checkpoint checkpoint, String checkpointSha256, Sample calibration, Sample evaluation) {
      this(checkpoint, checkpointSha256, calibration, evaluation, WeightOptions.of(checkpoint));
    }
  }

  /** The output of the stage. */
  public record Result(Quantized quantized, QuantizationReport report) {}

  /** The number of evaluation documents that go along with the model to become golden vectors. */
  private static final int COMPANION_DOCUMENTS = 32;

  /**
   * Calibrates, chooses formats, rounds the weights, and compares float with fixed point.
   *
   * @throws InputException naming a tensor or site whose values do not fit 16 bits
   */
  public static Result quantize(Input input, Progress progress) {
    Checkpoint checkpoint = input.checkpoint;
    List<String> evaluation = input.evaluation.documents();
    FoldedWeights weights = new FoldedWeights(checkpoint);
    TrainedCodes trained = codes(checkpoint, input.options.bits(), weights);
    boolean followed = !checkpoint.codes().isNone();
    WeightFormats weightFormats =
        WeightFormats.choose(checkpoint.config(), weights, trained, followed);
    WeightRounder rounder = new WeightRounder(weights, weightFormats.grids());
    List<int[]> calibration = checkpoint.sequences(input.calibration.documents());
    RoundedWeights rounded =
        followed
            ? rounder.trained()
            : trained.isNone()
                ? rounder.nearest()
                : rounder.fitted(input.options.rounding(), calibration, progress);
    Checkpoint decoded = trained.isNone() ? checkpoint : rounded.decoded(weights);
    ActivationRanges ranges = ActivationRanges.measure(decoded, calibration, progress);
    Formats formats = new FormatChooser(checkpoint.config(), weightFormats, ranges).choose();
    QuantizedModel model =
        new QuantizedModel(
            checkpoint.config(),
            checkpoint.vocabulary(),
            formats,
            Tables.forConfig(checkpoint.config()),
            trained.codebooks(),
            rounded.words(formats.codes()));
    Quantized quantized =
        new Quantized(
            model,
            new Quantized.Lineage(
                checkpoint.provenance(),
                input.checkpointSha256,
                ToolVersion.current(),
                input.calibration.documents().size()),
            evaluation.subList(0, Math.min(COMPANION_DOCUMENTS, evaluation.size())));
    QuantizationReport report =
        new QuantizationReport(
            input.calibration.id(checkpoint),
            input.evaluation.id(checkpoint),
            rounded.rounding(),
            RomBits.of(model),
            input.options.tried(),
            TensorError.of(weights, model),
            Comparison.run(checkpoint, model, checkpoint.sequences(evaluation), progress));
    return new Result(quantized, report);
  }

  private static TrainedCodes codes(Checkpoint checkpoint, WeightBits bits, FoldedWeights weights) {
    if (!checkpoint.codes().isNone() || bits.isWide()) {
      return checkpoint.codes();
    }
    try {
      return CodeFitter.fit(bits, checkpoint.weights(), weights::factor);
    } catch (IllegalArgumentException e) {
      throw InputException.of(
          "codes of " + bits.text() + " bits", e, "give small tensors more bits: --weight-bits");
    }
  }
}
