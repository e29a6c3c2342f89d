package org.microgptrom.sweep;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Json;
import org.microgptrom.sweep.search.Candidate;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialResult;

/** The rows of a sweep as files for other programs. */
public final class Tables {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180
          .builder()
          .setHeader(
              "key",
              "complete",
              "layers",
              "embd",
              "heads",
              "hidden",
              "context",
              "vocab_size",
              "weight_bits",
              "seed",
              "steps",
              "code_steps",
              "lanes",
              "streams",
              "parameters",
              "rom_bits",
              "tokens_per_byte",
              "cycles",
              "fits",
              "tokens_per_second",
              "loss_float",
              "loss_fixed",
              "loss",
              "kl_nats_per_token",
              "argmax_agreement",
              "saturations",
              "failure",
              "commands")
          .build();

  private Tables() {}

  /** Writes the rows in their order as CSV (RFC 4180), without times: the same whenever written. */
  public static void csv(Path file, Outcome outcome) {
    AtomicOutput.file(
        file,
        partial -> {
          try (CSVPrinter printer = new CSVPrinter(Files.newBufferedWriter(partial), FORMAT)) {
            for (Row row : outcome.rows()) {
              printer.printRecord(cells(row));
            }
          }
        });
  }

  private static Iterable<@Nullable Object> cells(Row row) {
    Candidate candidate = row.candidate();
    Trial trial = candidate.trial();
    ModelConfig shape = trial.shape();
    TrialResult.Figures figures = row.figures();
    return Arrays.asList(
        row.key(),
        row.complete(),
        shape.layers(),
        shape.embd(),
        shape.heads(),
        shape.hidden(),
        shape.context(),
        shape.vocabSize(),
        trial.weightBits(),
        trial.seed(),
        trial.steps(),
        trial.codeSteps(),
        candidate.lanes(),
        candidate.streams(),
        candidate.parameters(),
        candidate.romBits(),
        candidate.tokensPerByte(),
        candidate.cycles(),
        candidate.fits(),
        candidate.tokensPerSecond(),
        figures == null ? null : figures.lossFloat(),
        figures == null ? null : figures.lossFixed(),
        row.finiteLoss(),
        figures == null ? null : figures.klNatsPerToken(),
        figures == null ? null : figures.argmaxAgreement(),
        figures == null ? null : figures.saturations(),
        row.failure(),
        row.commands());
  }

  /** Writes the rows in their order as JSON, one on each line. */
  public static void jsonLines(Path file, Outcome outcome) {
    AtomicOutput.file(
        file,
        partial -> {
          try (Writer lines = Files.newBufferedWriter(partial)) {
            for (Row row : outcome.rows()) {
              lines.write(Json.line(row) + "\n");
            }
          }
        });
  }
}
