package org.microgptrom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.microgptrom.datasets.Split;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.quantize.Comparison;
import org.microgptrom.quantize.QuantizationReport;
import org.microgptrom.quantize.QuantizedFolder;
import org.microgptrom.quantize.Quantizer;
import org.microgptrom.quantize.SiteError;
import org.microgptrom.quantize.TensorError;
import picocli.CommandLine.Option;

/** Checkpoint to {@code quantized/}, with the options that steer it. */
final class QuantizeStage {
  @Option(
      names = "--calibration",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Training documents to measure activation ranges on, at most (default: ${DEFAULT-VALUE}).")
  private int calibration;

  @Option(
      names = "--evaluation",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Validation documents to compare float and fixed point on, at most (default:"
              + " ${DEFAULT-VALUE}).")
  private int evaluation;

  Quantizer.Result run(
      Checkpoint checkpoint, String checkpointSha256, Split split, Path folder, Console console) {
    boolean heldOut = !split.validation().isEmpty();
    if (!heldOut) {
      console.warn("nothing is held out of so small a corpus; the figures are those of training");
    }
    List<String> calibrated = first(calibration, split.training());
    List<String> evaluated = first(evaluation, heldOut ? split.validation() : split.training());
    console.progress(
        String.format(
            Locale.ROOT,
            "quantize: ranges from %,d training documents, figures from %,d %s documents",
            calibrated.size(),
            evaluated.size(),
            heldOut ? "validation" : "training"));
    Quantizer.Result result =
        Quantizer.quantize(
            CommonOptions.checked(
                "--calibration and --evaluation",
                () -> new Quantizer.Input(checkpoint, checkpointSha256, calibrated, evaluated)));
    QuantizedFolder.write(folder, result);
    if (result.report().comparison().saturations() > 0) {
      console.warn(
          TableText.count(result.report().comparison().saturations())
              + " values were clamped to 16 bits; see the table");
    }
    return result;
  }

  private static List<String> first(int count, List<String> documents) {
    return documents.subList(0, Math.min(Math.max(0, count), documents.size()));
  }

  /** The report as tables: tensors, sites, and the whole model. */
  static List<String> tables(QuantizationReport report) {
    List<List<String>> tensors = new ArrayList<>();
    for (TensorError e : report.tensors()) {
      tensors.add(
          List.of(
              e.tensor(),
              e.format().toString(),
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
        TableText.of(List.of("tensor", "format", "max |w|", "max error", "rms error"), tensors),
        "",
        TableText.of(
            List.of("site", "format", "max |x|", "max error", "rms error", "clamped"), sites),
        "",
        figures(comparison));
  }

  /** The whole model's figures, one per line. */
  static String figures(Comparison c) {
    return TableText.of(
        List.of("float against fixed, " + TableText.count(c.tokens()) + " tokens", ""),
        List.of(
            List.of("loss in float, nats per token", TableText.figure(c.lossFloat())),
            List.of("loss in fixed point, nats per token", TableText.figure(c.lossFixed())),
            List.of("KL divergence, nats per token", TableText.figure(c.klNatsPerToken())),
            List.of("largest logit error", TableText.figure(c.maxLogitError())),
            List.of("argmax agreement", TableText.percent(c.argmaxAgreement())),
            List.of("values clamped", TableText.count(c.saturations()))));
  }
}
