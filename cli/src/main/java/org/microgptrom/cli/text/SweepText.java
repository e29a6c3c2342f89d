package org.microgptrom.cli.text;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.sweep.Finalist;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Row;
import org.microgptrom.sweep.plan.Bounds;
import org.microgptrom.sweep.search.Candidate;

/** Tells of a sweep. */
public final class SweepText {
  /** The headings of {@link #cells}. */
  public static final List<String> HEADINGS =
      List.of(
          "trial",
          "loss",
          "ROM bits",
          "parameters",
          "layers",
          "width",
          "heads",
          "hidden",
          "context",
          "tokens",
          "weight bits",
          "seed",
          "steps",
          "lanes",
          "streams",
          "tokens/s",
          "fits as");

  /** The headings of {@link #finalist}. */
  public static final List<String> FINALIST_HEADINGS =
      List.of(
          "finalist", "lanes", "streams", "simulated", "median MHz", "MHz", "tokens/s", "verdict");

  private SweepText() {}

  /** The finalists as a table. */
  public static String finalists(List<Finalist> finalists) {
    return TableText.of(FINALIST_HEADINGS, finalists.stream().map(SweepText::finalist).toList());
  }

  /** A finalist as texts. */
  public static List<String> finalist(Finalist finalist) {
    Finalist.Simulation simulation = finalist.simulation();
    Finalist.Routing routing = finalist.routing();
    Finalist.Clock clock = routing == null ? null : routing.clock();
    Double tokensPerSecond = clock == null ? null : clock.tokensPerSecond();
    return List.of(
        finalist.member().key(),
        Integer.toString(finalist.member().lanes()),
        Integer.toString(finalist.member().streams()),
        simulation == null
            ? "-"
            : TableText.count(simulation.tokens(), "token") + " in " + simulation.simulator(),
        clock == null ? "-" : String.format(Locale.ROOT, "%.2f", clock.medianMhz()),
        clock == null
            ? "-"
            : String.format(Locale.ROOT, "%.2f to %.2f", clock.leastMhz(), clock.mostMhz()),
        tokensPerSecond == null ? "-" : TableText.count(Math.round(tokensPerSecond)),
        finalist.passed() ? "passed" : "failed");
  }

  /**
   * Why nothing is recommended.
   *
   * @param limit of the loss
   */
  public static String nothing(List<Row> rows, Bounds limit, @Nullable List<Finalist> finalists) {
    if (finalists != null && !finalists.isEmpty()) {
      return "no finalist passed";
    }
    List<Row> models = rows.stream().filter(Row::isModel).toList();
    if (!models.isEmpty()) {
      DoubleSummaryStatistics losses = models.stream().mapToDouble(Row::loss).summaryStatistics();
      return String.format(
          Locale.ROOT,
          "no model keeps the limit of the loss: they have %.4f to %.4f %s, which is %s",
          losses.getMin(),
          losses.getMax(),
          unit(models.get(0)),
          limit.fault(losses.getMin()).orElse("not between the limits"));
    }
    return "no trial ended with a model"
        + rows.stream()
            .map(Row::failure)
            .filter(Objects::nonNull)
            .findFirst()
            .map(failure -> ": " + failure)
            .orElse("");
  }

  /** What the losses of a sweep are in, the same for all of its models. */
  static String unit(Row row) {
    return row.candidate().tokensPerByte() == null ? "nats per token" : "nats per byte";
  }

  /** The first rows as a table. */
  public static String table(Outcome outcome, int most) {
    Bounds limit = outcome.plan().limits().loss();
    return TableText.of(
        HEADINGS, outcome.rows().stream().limit(most).map(row -> cells(row, limit)).toList());
  }

  /**
   * A row as texts.
   *
   * @param limit of the loss
   */
  public static List<String> cells(Row row, Bounds limit) {
    Candidate candidate = row.candidate();
    ModelConfig shape = row.trial().shape();
    Double tokensPerSecond = candidate.tokensPerSecond();
    String fits = candidate.fits();
    return List.of(
        row.key(),
        row.figures() == null
            ? "none"
            : String.format(Locale.ROOT, "%.4f", row.loss()) + note(row, limit),
        TableText.count(candidate.romBits()),
        TableText.count(candidate.parameters()),
        Integer.toString(shape.layers()),
        Integer.toString(shape.embd()),
        Integer.toString(shape.heads()),
        Integer.toString(shape.hidden()),
        Integer.toString(shape.context()),
        Integer.toString(shape.vocabSize()),
        row.trial().weightBits(),
        Long.toString(row.trial().seed()),
        row.trial().codeSteps() == 0
            ? Integer.toString(row.trial().steps())
            : row.trial().steps() + " + " + row.trial().codeSteps(),
        Integer.toString(candidate.lanes()),
        Integer.toString(candidate.streams()),
        tokensPerSecond == null ? "-" : TableText.count(Math.round(tokensPerSecond)),
        fits == null ? "-" : fits);
  }

  /** Why a model can't be the best one. */
  private static String note(Row row, Bounds limit) {
    if (!row.complete()) {
      return " behind";
    }
    return limit.fault(row.loss()).isPresent() ? " out of limits" : "";
  }

  /** A model and its figures, in words. */
  public static String model(Row row) {
    Candidate candidate = row.candidate();
    Double tokensPerSecond = candidate.tokensPerSecond();
    return TableText.shape(row.trial().shape())
        + (row.trial().tokens() == null ? "" : ", " + row.trial().shape().vocabSize() + " tokens")
        + ", weights of "
        + row.trial().weightBits()
        + " bits: loss "
        + String.format(Locale.ROOT, "%.4f", row.loss())
        + " "
        + unit(row)
        + ", "
        + TableText.count(candidate.parameters())
        + " parameters, "
        + TableText.count(candidate.romBits())
        + " ROM bits"
        + (tokensPerSecond == null
            ? ""
            : ", " + TableText.count(Math.round(tokensPerSecond)) + " tokens/s");
  }
}
