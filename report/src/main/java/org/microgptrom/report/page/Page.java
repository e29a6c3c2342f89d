package org.microgptrom.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.model.io.Figures;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.walk.Token;
import org.microgptrom.quantize.Comparison;
import org.microgptrom.report.facts.HardwareFacts;
import org.microgptrom.report.facts.ReportFacts;
import org.microgptrom.report.live.LiveModel;
import org.microgptrom.verify.report.Counts;
import org.microgptrom.verify.report.VerificationText;

/**
 * The values that the templates show.
 *
 * @param facts of the report
 * @param live the model, for the reader to run; null for a page without it
 */
public record Page(ReportFacts facts, @Nullable LiveModel live) {
  /** The most charts of one kind; more make a page slow, and the tables show everything. */
  private static final int MOST_MULTIPLES = 32;

  /** The sections by their anchors. */
  public Map<String, String> sections() {
    Map<String, String> sections = new LinkedHashMap<>();
    sections.put("summary", "Summary");
    sections.put("training", "Training");
    sections.put("samples", "Samples");
    if (live != null) {
      sections.put("live", "See it run");
    }
    sections.put("weights", "Weights");
    sections.put("activations", "Activations");
    sections.put("agreement", "Float against fixed");
    sections.put("attention", "Attention");
    sections.put("walk", "One token");
    sections.put("rom", "ROM map");
    sections.put("verification", "Verification");
    sections.put("hardware", "Hardware");
    sections.put("provenance", "Provenance");
    return sections;
  }

  /** The shape in words. */
  public String subtitle() {
    return LivePage.shape(facts.config());
  }

  /** The verdict, with what was compared. */
  public String verdict() {
    Counts counts = facts.verification().counts();
    return Figures.count(counts.allValues())
        + " ROM words, "
        + Figures.count(counts.vectors().logits())
        + " logits and "
        + Figures.count(counts.vectors().tokens())
        + " sampled tokens were compared; "
        + Figures.count(counts.mismatches())
        + " differ.";
  }

  /** The main figures by name. */
  public Map<String, String> tiles() {
    Map<String, String> tiles = new LinkedHashMap<>();
    tiles.put("parameters", Figures.count(facts.parameters()));
    if (facts.quantization() != null) {
      tiles.put("bits of weights in ROM", Figures.count(facts.quantization().romBits()));
      Comparison comparison = facts.quantization().comparison();
      String split = facts.quantization().evaluation().split();
      tiles.put(split + " loss, float", Text.figure(comparison.lossFloat()) + " nats");
      double guessing = Math.log(facts.config().vocabSize());
      if (comparison.lossFloat() > guessing) {
        tiles.put("worse than guessing", "above " + Text.figure(guessing) + " nats");
      }
      tiles.put(split + " loss, fixed point", Text.figure(comparison.lossFixed()) + " nats");
      comparison
          .perByte(comparison.lossFixed())
          .ifPresent(
              nats ->
                  tiles.put(split + " loss, fixed point, per byte", Text.figure(nats) + " nats"));
      tiles.put("divergence", Text.figure(comparison.klNatsPerToken()) + " nats");
      tiles.put("same first choice", Figures.percent(comparison.argmaxAgreement()));
      tiles.put("values clamped", Figures.count(comparison.saturations()));
    }
    tiles.put("mismatches", Figures.count(facts.verification().counts().mismatches()));
    tiles.put("checks", Figures.count(checksRun()));
    List<Long> drawn = facts.hardware().drawnCycles();
    tiles.put(
        "cycles per token, first to last position",
        drawn.get(0) + " to " + drawn.get(drawn.size() - 1));
    facts.hardware().speeds().stream()
        .filter(HardwareFacts.Speed::own)
        .findFirst()
        .ifPresent(
            own ->
                tiles.put(
                    "tokens/s, average of all positions, " + own.system(),
                    Figures.count(Math.round(own.tokensPerSecond()))));
    return tiles;
  }

  private long checksRun() {
    return facts.verification().checks().stream()
        .filter(check -> check.outcome() != Check.Outcome.NOT_RUN)
        .count();
  }

  /** The tables of the model. */
  public ModelTables tables() {
    return new ModelTables(facts);
  }

  /** The tables of the circuit. */
  public CircuitTables circuit() {
    return new CircuitTables(facts);
  }

  /** The descriptions of the charts. */
  public AltTexts alt() {
    return new AltTexts(facts);
  }

  /** The lines that tell what was compared. */
  public List<String> verification() {
    return VerificationText.lines(facts.verification()).stream()
        .map(line -> line.replaceAll(" {2,}", ": "))
        .toList();
  }

  /** The number of tensors with a histogram. */
  public int shownTensors() {
    return Math.min(MOST_MULTIPLES, facts.tensors().size());
  }

  /** The number of heads with a map. */
  public int shownHeads() {
    return Math.min(MOST_MULTIPLES, facts.attention().maps().size());
  }

  /** The name of a head. */
  public String headName(int map) {
    return tables().headName(map);
  }

  /** The text that is walked. */
  public String text() {
    return facts.attention().tokens().stream()
        .map(Token::symbol)
        .filter(symbol -> !symbol.equals(Token.BOS))
        .collect(Collectors.joining());
  }

  /** The title of the Gantt chart. */
  public String timelineTitle() {
    HardwareFacts hardware = facts.hardware();
    return "Clock cycles of the token at position "
        + hardware.position()
        + ", "
        + hardware.circuit()
        + (hardware.streams() == 1 ? "" : ", one of them alone");
  }

  /** The devices that are too small. */
  public String fitsNot() {
    List<String> names = facts.hardware().fitsNot();
    return names.isEmpty()
        ? "It fits all devices that are known."
        : "It does not fit " + String.join(", ", names) + ".";
  }

  /** The facts for the charts as JSON, in which no text can end the script. */
  public String json() {
    return Json.line(facts).replace("<", "\\u003c");
  }

  /** The style sheet. */
  public String style() {
    return Resources.text("report.css");
  }

  /** The page's own script. */
  public String script() {
    return Resources.text("report.js");
  }

  /** The plotting library. */
  public String library() {
    return Resources.text("echarts/echarts.min.js");
  }

  /** The licences of the plotting library. */
  public String licences() {
    return Stream.of("echarts/NOTICE", "echarts/LICENSE", "echarts/LICENSE-d3")
        .map(Resources::text)
        .collect(Collectors.joining("\n\n"));
  }
}
