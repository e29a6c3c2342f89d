package org.microgptrom.cli.stage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.NarrowOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.cli.text.WorseThanGuessing;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.quantize.Comparison;
import org.microgptrom.quantize.QuantizationReport;
import org.microgptrom.quantize.QuantizedFolder;
import org.microgptrom.quantize.Quantizer;
import org.microgptrom.quantize.Sample;
import org.microgptrom.quantize.SiteError;
import org.microgptrom.quantize.TensorError;
import org.microgptrom.quantize.WeightOptions;
import picocli.CommandLine.Option;

/** Quantizes a checkpoint into the folder {@code quantized/}, with the options that steer it. */
public final class QuantizeStage {
  private static final String TRAINING = "training";

  @Option(
      names = "--calibration",
      paramLabel = "N",
      description =
          "Training documents to measure activation ranges on, at most (default: 10000, fewer of a"
              + " model above 100,000 parameters, so that it takes seconds).")
  @Range(from = "1", to = "2147483647")
  private @Nullable Integer calibration;

  @Option(
      names = "--evaluation",
      paramLabel = "N",
      description =
          "Validation documents to compare float and fixed point on, at most (default: as for"
              + " --calibration).")
  @Range(from = "1", to = "2147483647")
  private @Nullable Integer evaluation;

  public Quantizer.Result run(
      Checkpoint checkpoint,
      String checkpointSha256,
      NarrowOptions weights,
      Split split,
      Path folder,
      Console console) {
    boolean heldOut = !split.validation().isEmpty();
    if (!heldOut) {
      console.warn("nothing is held out of so small a corpus; the figures are those of training");
    }
    Sample calibrated =
        sample("--calibration", calibration, TRAINING, split.training(), checkpoint);
    Sample evaluated =
        sample(
            "--evaluation",
            evaluation,
            heldOut ? "validation" : TRAINING,
            heldOut ? split.validation() : split.training(),
            checkpoint);
    Quantizer.Result result;
    WeightOptions options;
    try (StageProgress progress = new StageProgress(console)) {
      options = weights.of(checkpoint, calibrated, progress);
      result =
          Quantizer.quantize(
              new Quantizer.Input(checkpoint, checkpointSha256, calibrated, evaluated, options),
              progress);
    }
    QuantizedFolder.write(folder, result);
    console.progress("quantize: ranges from " + inWords(result.report().calibration(), split));
    if (!options.bits().isWide()) {
      console.progress(
          "quantize: --weight-bits "
              + options.bits().text()
              + ", rounding "
              + result.report().rounding());
    }
    console.progress("quantize: figures from " + inWords(result.report().evaluation(), split));
    WorseThanGuessing.warning(
            result.report().comparison().lossFloat(), checkpoint.config().vocabSize())
        .ifPresent(console::warn);
    if (result.report().comparison().saturations() > 0) {
      console.warn(
          TableText.count(result.report().comparison().saturations())
              + " values were clamped to 16 bits; see the table");
    }
    return result;
  }

  private static Sample sample(
      String option,
      @Nullable Integer count,
      String split,
      List<String> documents,
      Checkpoint checkpoint) {
    return count == null
        ? Sample.first(split, documents, checkpoint)
        : CommonOptions.checked(option, () -> Sample.first(split, documents, count));
  }

  /**
   * The number of documents, or windows, and tokens of a sample, and how they were chosen, in
   * words.
   */
  private static String inWords(Sample.Id sample, Split split) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d %s %s, %,d tokens: %s",
        sample.documents(),
        sample.of(),
        sample.split(),
        split.id().parts(),
        sample.tokens(),
        sample.choice());
  }

  /** The report as tables: tensors, sites, and the whole model. */
  public static List<String> tables(QuantizationReport report) {
    List<List<String>> tensors = new ArrayList<>();
    for (TensorError e : report.tensors()) {
      tensors.add(
          List.of(
              e.tensor(),
              e.format().toString(),
              Integer.toString(e.bits()),
              e.codebook(),
              TableText.figure(e.largest()),
              TableText.figure(e.maxError()),
              TableText.figure(e.rmsError())));
    }
    List<List<String>> sites = new ArrayList<>();
    Comparison comparison = report.comparison();
    for (SiteError e : comparison.sites()) {
      sites.add(
          List.of(
              e.site(),
              e.format().toString(),
              TableText.figure(e.largest()),
              TableText.figure(e.maxError()),
              TableText.figure(e.rmsError()),
              TableText.count(e.saturations())));
    }
    return List.of(
        TableText.of(
            List.of("tensor", "format", "bits", "codebook", "max |w|", "max error", "rms error"),
            tensors),
        "",
        TableText.of(
            List.of("site", "format", "max |x|", "max error", "rms error", "clamped"), sites),
        "",
        figures(comparison),
        "",
        "ROM bits: " + TableText.count(report.romBits()) + ", without padding");
  }

  /** The whole model's figures, one per line. */
  static String figures(Comparison c) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("loss in float, nats per token", TableText.figure(c.lossFloat())));
    rows.add(List.of("loss in fixed point, nats per token", TableText.figure(c.lossFixed())));
    c.perByte(c.lossFloat())
        .ifPresent(
            nats -> rows.add(List.of("loss in float, nats per byte", TableText.figure(nats))));
    c.perByte(c.lossFixed())
        .ifPresent(
            nats ->
                rows.add(List.of("loss in fixed point, nats per byte", TableText.figure(nats))));
    rows.add(List.of("KL divergence, nats per token", TableText.figure(c.klNatsPerToken())));
    rows.add(List.of("largest logit error", TableText.figure(c.maxLogitError())));
    rows.add(List.of("argmax agreement", TableText.percent(c.argmaxAgreement())));
    rows.add(List.of("values clamped", TableText.count(c.saturations())));
    return TableText.of(
        List.of("float against fixed, " + TableText.count(c.tokens()) + " tokens", ""), rows);
  }
}
