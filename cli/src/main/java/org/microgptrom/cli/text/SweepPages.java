package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.report.page.Scatter;
import org.microgptrom.report.page.SweepPage;
import org.microgptrom.report.page.Table;
import org.microgptrom.sweep.Finalist;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Row;
import org.microgptrom.sweep.plan.Bounds;
import org.microgptrom.sweep.search.Exclusion;

/** Makes the page of a sweep from its report. */
public final class SweepPages {
  private static final Set<String> TEXTS =
      Set.of("trial", "weight bits", "steps", "fits as", "finalist", "simulated", "verdict");

  private SweepPages() {}

  /** The page of a report. */
  public static SweepPage of(SweepReport report) {
    String device = report.plan().device();
    SweepReport.Best best = report.best();
    List<SweepPage.Chart> charts = new ArrayList<>();
    List<Row> models = report.rows().stream().filter(Row::isModel).toList();
    if (!models.isEmpty()) {
      charts.add(
          chart(
              report,
              "Loss against ROM bits",
              "ROM bits",
              models,
              report.fronts().romBits(),
              row -> row.candidate().romBits()));
    }
    List<Row> placed =
        models.stream().filter(row -> row.candidate().tokensPerSecond() != null).toList();
    if (!placed.isEmpty()) {
      charts.add(
          chart(
              report,
              "Loss against tokens per second",
              "tokens per second of all streams at the last position",
              placed,
              report.fronts().tokensPerSecond(),
              row -> Objects.requireNonNull(row.candidate().tokensPerSecond())));
    }
    return new SweepPage(
        report.tool(),
        "Sweep on " + VisibleText.of(report.corpus().name()),
        TableText.count(report.rows().size(), "model")
            + " tried, "
            + TableText.count(report.exclusions().size(), "point")
            + " excluded, "
            + TableText.count(report.untried())
            + " not drawn; "
            + TableText.count(report.corpus().heldOut(), "document")
            + " held out"
            + (device == null ? "" : "; for " + device),
        best == null
            ? "Nothing: "
                + SweepText.nothing(
                    report.rows(), report.plan().limits().loss(), report.finalists())
                + "."
            : recommendation(report, best) + (best.passed() ? ". Its bundle is verified." : "."),
        best == null ? null : best.commands(),
        finalists(report.finalists()),
        charts,
        new Table(
            "Trials, the best first", columns(SweepText.HEADINGS), cells(report.rows(), report)),
        excluded(report.exclusions()));
  }

  private static String recommendation(SweepReport report, SweepReport.Best best) {
    return report.rows().stream()
        .filter(row -> Outcome.Member.of(row).equals(best.member()))
        .findFirst()
        .map(row -> "recommended: " + SweepText.model(row))
        .orElseThrow();
  }

  private static SweepPage.Chart chart(
      SweepReport report,
      String title,
      String xLabel,
      List<Row> rows,
      List<Outcome.Member> front,
      ToDoubleFunction<Row> figure) {
    Set<Outcome.Member> members = new HashSet<>(front);
    List<Scatter.Dot> dots = new ArrayList<>();
    List<Row> onFront = new ArrayList<>();
    for (Row row : rows) {
      boolean isMember = members.contains(Outcome.Member.of(row));
      dots.add(
          new Scatter.Dot(figure.applyAsDouble(row), row.loss(), SweepText.model(row), isMember));
      if (isMember) {
        onFront.add(row);
      }
    }
    return new SweepPage.Chart(
        new Scatter(title, xLabel, "loss in fixed point, " + SweepText.unit(rows.get(0)), dots),
        new Table(
            title + ": what nothing is better than",
            columns(SweepText.HEADINGS),
            cells(onFront, report)),
        onFront.stream().map(SweepPages::commands).toList());
  }

  private static SweepPage.Commands commands(Row row) {
    return new SweepPage.Commands(
        row.key() + ", " + TableText.count(row.candidate().lanes(), "lane"), row.commands());
  }

  private static List<Table.Column> columns(List<String> headings) {
    return headings.stream().map(name -> new Table.Column(name, !TEXTS.contains(name))).toList();
  }

  private static List<List<String>> cells(List<Row> rows, SweepReport report) {
    Bounds limit = report.plan().limits().loss();
    return rows.stream().map(row -> SweepText.cells(row, limit)).toList();
  }

  private static @Nullable Table finalists(@Nullable List<Finalist> finalists) {
    return finalists == null
        ? null
        : new Table(
            "Finalists, the best first",
            columns(SweepText.FINALIST_HEADINGS),
            finalists.stream().map(SweepText::finalist).toList());
  }

  private static @Nullable Table excluded(List<Exclusion> exclusions) {
    return exclusions.isEmpty()
        ? null
        : new Table(
            "Points that were excluded before training",
            List.of(new Table.Column("point", false), new Table.Column("reason", false)),
            exclusions.stream()
                .map(exclusion -> List.of(exclusion.point().text(), exclusion.reason()))
                .toList());
  }
}
