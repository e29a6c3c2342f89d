package org.microgptrom.cli.stage;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.text.PackFacts;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.talos.SamplerSurvey;
import org.microgptrom.talos.TalosModel;
import org.microgptrom.talos.TalosPacker;
import org.microgptrom.talos.TalosQuantizer;
import org.microgptrom.talos.TalosReport;
import org.microgptrom.talos.TalosRom;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.report.VerificationText;

/** The work of the commands for a TALOS-V2 board. */
public final class TalosStage {
  private TalosStage() {}

  /** A model with the symbols of its tokens. */
  record Model(TalosModel weights, Vocabulary vocabulary) {}

  /** Packs a checkpoint into a TALOS-V2 ROM folder. */
  public static PackFacts pack(Path checkpointFolder, Path folder, Console console) {
    Checkpoint checkpoint = checkpoint(checkpointFolder);
    TalosQuantizer.Result result = quantize(checkpointFolder, checkpoint);
    TalosPacker.pack(
        new TalosPacker.Input(
            result.model(),
            result.clamped(),
            checkpoint.vocabulary(),
            CheckpointCodec.tensorsSha256(checkpointFolder),
            checkpoint.provenance()),
        folder);
    for (Map.Entry<String, Integer> clamped : result.clamped().entrySet()) {
      console.warn(
          TableText.count(clamped.getValue())
              + " weights of "
              + clamped.getKey()
              + " were clamped to -8..7.99976, all that TALOS-V2 can hold");
    }
    console.progress(
        "pack: "
            + TableText.count(TalosModel.CONFIG.parameterCount())
            + " words in "
            + TalosRom.fileNames().size()
            + " files for TALOS-V2");
    return PackFacts.talos(
        TalosRom.fileNames().size(), TalosModel.CONFIG.parameterCount(), result.clamped());
  }

  /** The model of a ROM folder, or of a checkpoint as {@link #pack} rounds it. */
  public static Model model(Path path) {
    if (Artifact.kind(path) == Artifact.TALOS_ROM) {
      TalosRom rom = TalosRom.readIntact(path);
      return new Model(rom.model(), rom.vocabulary());
    }
    Checkpoint checkpoint = checkpoint(path);
    return new Model(quantize(path, checkpoint).model(), checkpoint.vocabulary());
  }

  private static Checkpoint checkpoint(Path path) {
    if (Artifact.kind(path) != Artifact.CHECKPOINT) {
      throw new InputException(
          path,
          "is no checkpoint, which a TALOS-V2 ROM is made from",
          "name the checkpoint folder: TALOS-V2 has a number format of its own");
    }
    return CheckpointCodec.read(path);
  }

  private static TalosQuantizer.Result quantize(Path path, Checkpoint checkpoint) {
    return CommonOptions.checked(path.toString(), () -> TalosQuantizer.quantize(checkpoint));
  }

  /** Prints what was compared, with the verdict last. */
  public static void print(TalosReport report, Console console) {
    for (Check check : report.checks()) {
      switch (check.suite()) {
        case VerificationReport.DIGESTS ->
            console.result("digests   " + check.compared() + " files against the manifest");
        case VerificationReport.TRACE -> console.result(VerificationText.trace(check));
        default ->
            console.result("words     " + TableText.count(check.compared()) + " in nine files");
      }
    }
    for (SamplerSurvey survey : report.samplers()) {
      warn(survey, console);
    }
    console.verdict(
        report.passed(),
        Optional.ofNullable(report.difference())
            .map(difference -> "FAILED\n" + difference.message())
            .orElse("PASSED    all " + report.checks().size() + " checks"));
  }

  private static void warn(SamplerSurvey survey, Console console) {
    String at = "at temperature " + survey.temperature() / 256.0 + " ";
    String of = " (" + TableText.count(survey.draws()) + " simulated)";
    if (survey.met() > 0) {
      console.warn(
          at
              + "the board's sampler goes wrong on this model: "
              + share(survey.drewWrong(), survey)
              + " of all tokens come from entries whose weight has wrapped round, "
              + share(survey.met(), survey)
              + " of all draws have such an entry"
              + of);
    }
    if (survey.attentionWrapped() > 0) {
      console.warn(
          at
              + "an attention weight has wrapped round in "
              + share(survey.attentionWrapped(), survey)
              + " of all steps"
              + of);
    }
  }

  private static String share(long count, SamplerSurvey survey) {
    return TableText.percent((double) count / survey.draws());
  }
}
