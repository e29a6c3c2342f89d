package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.quantize.evaluation.Classification;
import org.microgptrom.quantize.evaluation.EvaluationReport;
import org.microgptrom.quantize.evaluation.Loss;
import org.microgptrom.quantize.evaluation.PairRanking;
import org.microgptrom.quantize.evaluation.Result;

/** The report of an evaluation as text. */
public final class EvaluationText {
  /**
   * The most classes of a confusion matrix that is shown; a larger one is too wide for a terminal.
   */
  private static final int WIDEST = 16;

  /**
   * The fewest pairs for which thresholds are shown: with fewer, one per cent of the right words is
   * less than a word.
   */
  private static final int FEWEST_FOR_THRESHOLDS = 100;

  private EvaluationText() {}

  /**
   * The lines of the report; several results of a kind are a table.
   *
   * @param windows whether what was judged are windows of running text
   */
  public static List<String> of(EvaluationReport report, boolean windows) {
    List<String> lines = new ArrayList<>();
    Result last = report.results().get(report.results().size() - 1);
    lines.add(headline(report, windows ? "windows" : "documents", last.judged()));
    lines.add("");
    lines.add(figures(report));
    if (report.labels() != null && last.labels() != null) {
      lines.add("");
      lines.addAll(labels(report.labels(), last.labels(), last.by()));
    }
    if (last.pairs() != null) {
      pairs(last, last.pairs()).ifPresent(part -> lines.add("\n" + part));
    }
    EvaluationReport.Circuit circuit = report.circuit();
    if (circuit != null) {
      lines.add("");
      lines.add(
          String.format(
              Locale.ROOT,
              "circuit: %,d logits compared with fixed point, %,d differ",
              circuit.logits(),
              circuit.mismatches()));
    }
    return lines;
  }

  private static String headline(EvaluationReport report, String unit, int judged) {
    return report.source()
        + ": "
        + TableText.count(judged)
        + switch (report.task()) {
          case "pairs" -> " pairs of a right and a misspelt word";
          default -> ("all".equals(report.split()) ? "" : " " + report.split()) + " " + unit;
        };
  }

  private static String figures(EvaluationReport report) {
    List<String> header = new ArrayList<>(List.of("", "judged"));
    header.addAll(
        switch (report.task()) {
          case "labels" -> List.of("right", "accuracy", "loss, nats per token");
          case "pairs" ->
              List.of(
                  "right word scores higher", "share", "ROC AUC", "mean right", "mean misspelt");
          default ->
              Stream.concat(
                      Stream.of("tokens", "loss, nats per token", "perplexity"),
                      tellsBytes(report) ? Stream.of("nats per byte") : Stream.of())
                  .toList();
        });
    List<List<String>> rows = new ArrayList<>();
    report.results().forEach(result -> rows.add(row(result, result.by())));
    if (report.circuit() != null) {
      Result fixed = report.circuit().fixed();
      rows.add(row(fixed, "fixed, first " + fixed.judged()));
      rows.add(row(report.circuit().result(), "circuit in " + report.circuit().result().by()));
    }
    return TableText.of(header, rows);
  }

  private static boolean tellsBytes(EvaluationReport report) {
    Loss loss = report.results().get(0).loss();
    return loss != null && loss.natsPerByte() != null;
  }

  private static List<String> row(Result result, String name) {
    PairRanking pairs = result.pairs();
    Stream<String> figures =
        pairs == null
            ? documents(Objects.requireNonNull(result.loss()), result.labels())
            : Stream.of(
                TableText.count(pairs.rightPreferred()),
                TableText.percent(pairs.share()),
                TableText.figure(pairs.auc()),
                TableText.figure(pairs.meanRight()),
                TableText.figure(pairs.meanWrong()));
    return Stream.concat(Stream.of(name, TableText.count(result.judged())), figures).toList();
  }

  private static Stream<String> documents(Loss loss, @Nullable Classification labels) {
    return labels == null
        ? Stream.concat(
            Stream.of(
                TableText.count(loss.tokens()),
                TableText.figure(loss.natsPerToken()),
                TableText.figure(loss.perplexity())),
            Stream.ofNullable(loss.natsPerByte()).map(TableText::figure))
        : Stream.of(
            TableText.count(labels.correct()),
            TableText.percent(labels.accuracy()),
            TableText.figure(loss.natsPerToken()));
  }

  private static List<String> labels(List<String> labels, Classification found, String by) {
    List<Integer> counts = found.perLabel();
    List<String> header = new ArrayList<>(List.of("label", "documents", "right"));
    boolean narrow = labels.size() <= WIDEST;
    if (narrow) {
      labels.forEach(label -> header.add("as " + label));
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      List<Integer> answers = found.confusion().get(i);
      List<String> row = new ArrayList<>();
      row.add(labels.get(i));
      row.add(TableText.count(counts.get(i)));
      row.add(
          counts.get(i) == 0 ? "-" : TableText.percent((double) answers.get(i) / counts.get(i)));
      if (narrow) {
        answers.forEach(count -> row.add(TableText.count(count)));
      }
      rows.add(row);
    }
    return List.of(
        "Answers in "
            + by
            + ", by right label; always the most frequent one: "
            + TableText.percent(found.chance()),
        "",
        TableText.of(header, rows));
  }

  private static Optional<String> pairs(Result result, PairRanking pairs) {
    List<String> parts = new ArrayList<>();
    parts.add("Scores in " + result.by() + ", nats per token:");
    if (result.judged() >= FEWEST_FOR_THRESHOLDS) {
      parts.add(
          TableText.of(
              List.of("score below", "right words flagged", "misspelt words flagged"),
              pairs.thresholds().stream()
                  .map(
                      t ->
                          List.of(
                              TableText.figure(t.score()),
                              TableText.percent(t.falseAlarms()),
                              TableText.percent(t.found())))
                  .toList()));
    }
    if (!pairs.worst().isEmpty()) {
      parts.add(
          TableText.of(
              List.of("right", "score", "misspelt, scores higher", "score"),
              pairs.worst().stream()
                  .map(
                      pair ->
                          List.of(
                              pair.right(),
                              TableText.figure(pair.scoreRight()),
                              pair.wrong(),
                              TableText.figure(pair.scoreWrong())))
                  .toList()));
    }
    return parts.size() == 1 ? Optional.empty() : Optional.of(String.join("\n\n", parts));
  }
}
