package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.microgptrom.rtl.synth.SeedSummary;

/** What several seeds of the router have reached, as text for people. */
public final class SeedsText {
  private static final String NOTHING = "-";

  private SeedsText() {}

  public static List<String> lines(SeedSummary summary) {
    List<List<String>> rows = new ArrayList<>();
    for (SeedSummary.Run run : summary.runs()) {
      rows.add(
          List.of(
              Integer.toString(run.seed()),
              run.timing() == null ? "failed" : mhz(run.timing().maxMhz()),
              run.tokensPerSecond() == null ? NOTHING : rate(run.tokensPerSecond())));
    }
    if (summary.maxMhz() != null) {
      rows.add(spread("median", summary, SeedSummary.Spread::median));
      rows.add(spread("least", summary, SeedSummary.Spread::least));
      rows.add(spread("most", summary, SeedSummary.Spread::most));
    }
    List<String> lines = new ArrayList<>();
    lines.add(TableText.of(List.of("seed", "MHz", "tokens per second"), rows));
    summary.runs().stream()
        .filter(run -> run.failure() != null)
        .map(SeedsText::failure)
        .forEach(lines::add);
    lines.addAll(
        summary
            .medianTiming()
            .map(
                timing ->
                    SynthesisText.path(
                        "longest path of seed " + summary.medianSeed() + ", the median,", timing))
            .orElse(List.of("no seed was routed")));
    return lines;
  }

  private static List<String> spread(
      String name, SeedSummary summary, ToDoubleFunction<SeedSummary.Spread> part) {
    SeedSummary.@Nullable Spread rates = summary.tokensPerSecond();
    return List.of(
        name,
        mhz(part.applyAsDouble(Objects.requireNonNull(summary.maxMhz()))),
        rates == null ? NOTHING : rate(part.applyAsDouble(rates)));
  }

  private static String failure(SeedSummary.Run run) {
    return "seed " + run.seed() + ": " + run.failure();
  }

  private static String mhz(double mhz) {
    return String.format(Locale.ROOT, "%.2f", mhz);
  }

  private static String rate(double tokensPerSecond) {
    return TableText.count(Math.round(tokensPerSecond));
  }
}
