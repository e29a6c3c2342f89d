package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.VisibleText;

/** The summary of a run in words. */
public final class SummaryText {
  private SummaryText() {}

  /** The figures, one a row. */
  public static String table(RunSummary summary) {
    RunSummary.Seconds seconds = summary.seconds();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("parameters", TableText.count(summary.parameters())));
    if (!summary.weightBits().equals("16")) {
      rows.add(List.of("--weight-bits", summary.weightBits()));
      rows.add(List.of("bits of weights in ROM", TableText.count(summary.romBits())));
    }
    rows.add(
        List.of(
            summary.evaluatedOn() + " loss, float, nats per token",
            TableText.figure(summary.validationLossFloat())));
    rows.add(
        List.of(
            summary.evaluatedOn() + " loss, fixed point, nats per token",
            TableText.figure(summary.validationLossFixed())));
    perByte(rows, summary.evaluatedOn() + " loss, float", summary.natsPerByteFloat());
    perByte(rows, summary.evaluatedOn() + " loss, fixed point", summary.natsPerByteFixed());
    rows.add(List.of("KL divergence, nats per token", TableText.figure(summary.klNatsPerToken())));
    rows.add(List.of("argmax agreement", TableText.percent(summary.argmaxAgreement())));
    rows.add(List.of("values clamped", TableText.count(summary.saturations())));
    rows.add(List.of("ROM words checked", TableText.count(summary.romWordsChecked())));
    rows.add(List.of("logits checked", TableText.count(summary.logitsChecked())));
    rows.add(List.of("mismatches", TableText.count(summary.mismatches())));
    rows.add(
        List.of(
            "time: train, quantize, pack, verify",
            List.of(seconds.train(), seconds.quantize(), seconds.pack(), seconds.verify()).stream()
                .map(TableText::seconds)
                .collect(Collectors.joining(", "))));
    return TableText.of(List.of("figure", "value"), rows);
  }

  private static void perByte(List<List<String>> rows, String loss, @Nullable Double nats) {
    if (nats != null) {
      rows.add(List.of(loss + ", nats per byte", TableText.figure(nats)));
    }
  }

  /** The texts that were sampled from the verified bundle, and how many of them are no news. */
  public static String samples(RunSummary summary) {
    return "sampled from the verified ROMs: "
        + VisibleText.of(String.join(", ", summary.samples()))
        + "\n"
        + inCorpus(summary.samplesInCorpus(), summary.samples().size());
  }

  /** How many samples stand in the corpus. */
  public static String inCorpus(int known, int samples) {
    return known + " of " + TableText.count(samples, "sample") + " stand in the corpus";
  }
}
