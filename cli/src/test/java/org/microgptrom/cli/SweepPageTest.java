package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.text.SweepPages;
import org.microgptrom.cli.text.SweepReport;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;
import org.microgptrom.report.page.Scatter;
import org.microgptrom.report.page.SweepPage;
import org.microgptrom.report.page.Table;
import org.microgptrom.sweep.Finalist;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Row;
import org.microgptrom.sweep.Scheduler;
import org.microgptrom.sweep.Sweep;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.search.Sorter;
import org.microgptrom.sweep.trial.SweepData;
import org.microgptrom.sweep.trial.TrialBackend;
import org.microgptrom.sweep.trial.TrialResult;
import org.microgptrom.sweep.trial.TrialStore;
import org.microgptrom.train.recipe.EngineKind;

/** What the page of a sweep says, with trials that train nothing. */
class SweepPageTest {
  private static final SweepData DATA =
      SweepData.of(
          new Corpus("words", IntStream.range(0, 60).mapToObj(i -> "word" + i).toList()), 42);

  @TempDir Path folder;

  @Test
  void theRecommendedModelIsTheOneWithItsLanesAndDotsSayWhatTheyAre() {
    SweepPlan plan =
        SweepPlan.parse(
            "plan.yaml",
            "device: ice40-up5k\naxes: {embd: [8, 16], lanes: [1, 2]}\n"
                .getBytes(StandardCharsets.UTF_8));
    Outcome outcome = outcome(plan);
    int pages = 0;
    for (Row row : outcome.rows()) {
      SweepReport.Best best =
          new SweepReport.Best(row.key(), row.candidate().lanes(), 1, "commands", "", true);
      SweepPage page = SweepPages.of(SweepReport.of(DATA.split().id(), outcome, best));
      Double tokensPerSecond = row.candidate().tokensPerSecond();
      assertNotNull(tokensPerSecond);
      String speed = String.format(Locale.ROOT, "%,.0f tokens/s", tokensPerSecond);
      assertTrue(page.recommendation().startsWith("recommended: "), page.recommendation());
      assertTrue(page.recommendation().contains(speed), page.recommendation() + ", not " + speed);
      List<String> names =
          page.charts().stream()
              .flatMap(chart -> chart.scatter().dots().stream())
              .map(Scatter.Dot::name)
              .toList();
      assertEquals(8, names.size());
      assertTrue(
          names.stream().allMatch(name -> name.startsWith("layers 1, embd ")), () -> "" + names);
      for (SweepPage.Chart chart : page.charts()) {
        assertEquals(chart.front().rows().size(), chart.commands().size());
        for (SweepPage.Commands commands : chart.commands()) {
          String lanes = commands.model().endsWith(" 1 lane") ? " --lanes 1 " : " --lanes 2 ";
          assertTrue(commands.text().contains(lanes), commands::text);
        }
      }
      pages++;
    }
    assertEquals(4, pages);
  }

  @Test
  void finalistsAreTold() throws Exception {
    SweepPlan plan =
        SweepPlan.parse(
            "plan.yaml",
            """
            device: ice40-up5k
            axes: {embd: [8, 16]}
            finalists: {count: 2, rtl: verilator, synth_seeds: 3}
            """
                .getBytes(StandardCharsets.UTF_8));
    Outcome outcome = outcome(plan);
    List<Outcome.Member> members = outcome.finalRows().stream().map(Outcome.Member::of).toList();
    assertEquals(2, members.size());
    Finalist.Simulation simulation = new Finalist.Simulation("verilator", 1000, 0);
    Finalist.Clock clock = new Finalist.Clock(20.5, 19.25, 21, 1234.0);
    Outcome tried =
        outcome.with(
            List.of(
                new Finalist(
                    members.get(0), simulation, new Finalist.Routing("ice40-up5k", 3, null), false),
                new Finalist(
                    members.get(1),
                    simulation,
                    new Finalist.Routing("ice40-up5k", 3, clock),
                    true)));
    SweepReport report = SweepReport.of(DATA.split().id(), tried, null);
    assertEquals(
        List.of(), Schemas.errors("sweep", new ObjectMapper().readTree(Json.pretty(report))));
    Table table = SweepPages.of(report).finalists();
    assertNotNull(table);
    assertEquals(
        List.of("1,000 tokens in verilator", "20.50", "19.25 to 21.00", "1,234", "passed"),
        table.rows().get(1).subList(3, 8));
    assertEquals(
        List.of("1,000 tokens in verilator", "-", "-", "-", "failed"),
        table.rows().get(0).subList(3, 8));
  }

  private Outcome outcome(SweepPlan plan) {
    Scheduler scheduler =
        new Scheduler(
            new TrialStore(folder),
            TrialBackend.threads(
                1,
                (trial, place) ->
                    new TrialResult(trial, null, new TrialResult.Figures(2, 2, 0, 1, 0), 0.5)),
            Progress.NONE);
    return new Sweep(plan, scheduler, " --data words.txt")
        .run(Sorter.sort(plan, DATA, EngineKind.VECTOR).drawn(plan.search()));
  }
}
