package org.microgptrom.cli.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.option.CheckpointOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.attestation.Material;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.quantize.QuantizedFolder;
import org.microgptrom.report.facts.ReportFacts;
import org.microgptrom.report.facts.ReportInput;
import org.microgptrom.report.facts.TrainingPoint;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.train.state.CheckpointWriter;
import org.microgptrom.verify.report.VerificationReport;

/**
 * Gathers what a report is made from: an open bundle, and the checkpoint and the quantized model
 * beside it if it was made from them.
 */
public record ReportStage(Bundle bundle) {
  /** Steps of a training that are drawn; more would be narrower than a pixel. */
  private static final int MOST_POINTS = 2000;

  /**
   * The facts.
   *
   * @param model of the bundle
   * @param samples texts drawn from the model
   * @param text whose tokens the report follows; empty for the first sample that fits
   * @param own options that name the checkpoint that the model was quantized from
   * @throws InputException if an artifact is damaged, or the text or a result does not fit the
   *     model
   */
  public ReportFacts facts(
      QuantizedModel model,
      VerificationReport verification,
      Optional<SynthesisResult> synthesis,
      List<String> samples,
      Optional<String> text,
      CheckpointOptions own,
      Console console) {
    try {
      Manifest manifest = bundle.manifest();
      String manifestSha256 = bundle.manifestSha256();
      if (!verification.manifestSha256().equals(manifestSha256)) {
        throw new InputException(
            "--verification",
            "the verification is of bundle "
                + verification.manifestSha256()
                + ", this one is "
                + manifestSha256,
            "verify this one");
      }
      Statement statement = Json.read(bundle.file(Statement.FILE), Statement.class);
      Optional<Path> checkpoint =
          own.folder(bundle.path(), manifest.lineage().checkpointSha256(), console);
      Optional<Path> quantized = quantized(statement);
      ReportInput input =
          new ReportInput(
              manifest,
              manifestSha256,
              statement,
              bundle.isSigned(),
              model,
              verification,
              checkpoint.map(ReportStage::metrics).orElse(List.of()),
              checkpoint.map(CheckpointCodec::read),
              quantized.map(QuantizedFolder::readReport),
              quantized.map(folder -> QuantizedCodec.read(folder).documents()).orElse(List.of()),
              samples,
              text.map(Preparation.of(manifest.lineage().training().corpus())::spell)
                  .orElseGet(() -> firstThatFits(samples, model)),
              synthesis);
      return CommonOptions.checked("--text", () -> ReportFacts.of(input));
    } catch (IOException e) {
      throw new InputException(bundle.path(), "cannot be read: " + e.getMessage(), "", e);
    }
  }

  private static String firstThatFits(List<String> samples, QuantizedModel model) {
    return samples.stream()
        .filter(s -> !s.isEmpty() && !model.vocabulary().isTruncated(s, model.config().context()))
        .findFirst()
        .orElseGet(() -> samples.isEmpty() ? "" : beginning(samples.get(0), model));
  }

  /** As much of a text as the context holds with an end, as samples of running text have none. */
  private static String beginning(String text, QuantizedModel model) {
    String beginning = text;
    while (!beginning.isEmpty()
        && model.vocabulary().isTruncated(beginning, model.config().context())) {
      beginning = beginning.substring(0, beginning.offsetByCodePoints(beginning.length(), -1));
    }
    return beginning;
  }

  /** The quantized model beside the bundle, if it is the one that was packed. */
  private Optional<Path> quantized(Statement statement) throws IOException {
    Path folder = bundle.path().toAbsolutePath().resolveSibling("quantized");
    AtomicOutput.recover(folder);
    Path config = folder.resolve(CheckpointCodec.CONFIG);
    return Files.exists(config)
            && Digests.sha256(config)
                .equals(statement.dependency(Material.QUANTIZED).digest().sha256())
        ? Optional.of(folder)
        : Optional.empty();
  }

  /**
   * The steps of a training that are drawn: the measured ones, and as many others as can be told
   * apart.
   */
  private static List<TrainingPoint> metrics(Path checkpoint) {
    Path file = checkpoint.resolve(CheckpointWriter.METRICS);
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      int every = Math.max(1, lines.size() / MOST_POINTS);
      List<TrainingPoint> points = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        TrainingPoint point =
            Json.parseSparse(
                file + ":" + (i + 1),
                lines.get(i).getBytes(StandardCharsets.UTF_8),
                TrainingPoint.class);
        if (i % every == 0 || i == lines.size() - 1 || point.validationLoss() != null) {
          points.add(point);
        }
      }
      return points;
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
  }
}
