package org.microgptrom.report.page;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.microgptrom.model.io.Figures;
import org.microgptrom.model.walk.AttentionRow;
import org.microgptrom.quantize.SiteError;
import org.microgptrom.quantize.WidthTrial;
import org.microgptrom.report.facts.Agreement;
import org.microgptrom.report.facts.HardwareFacts;
import org.microgptrom.report.facts.ReportFacts;
import org.microgptrom.report.facts.RomFacts;
import org.microgptrom.report.facts.TensorFacts;
import org.microgptrom.report.facts.TrainingPoint;

/** Describes what each chart shows, for readers who can't see it. */
public final class AltTexts {
  private final ReportFacts facts;

  AltTexts(ReportFacts facts) {
    this.facts = facts;
  }

  /** The description of the chart of the loss. */
  public String loss() {
    List<TrainingPoint> points = Objects.requireNonNull(facts.metrics());
    TrainingPoint last = points.get(points.size() - 1);
    String best =
        points.stream()
            .filter(point -> point.hasCodes() == last.hasCodes())
            .map(TrainingPoint::validationLoss)
            .filter(Objects::nonNull)
            .min(Comparator.naturalOrder())
            .map(
                loss ->
                    "; the best validation loss"
                        + (last.hasCodes() ? " with codes" : "")
                        + " is "
                        + Text.figure(loss))
            .orElse("");
    return "Line chart: the training loss goes from "
        + Text.figure(points.get(0).loss())
        + " to "
        + Text.figure(last.loss())
        + " in "
        + Figures.count(last.step())
        + " steps"
        + best
        + ".";
  }

  /** The description of the histogram of one tensor. */
  public String tensor(int index) {
    TensorFacts tensor = facts.tensors().get(index);
    return "Histogram of "
        + tensor.name()
        + ": values from "
        + Text.figure(tensor.min())
        + " to "
        + Text.figure(tensor.max())
        + " in a format from "
        + Text.figure(tensor.formatMin())
        + " to "
        + Text.figure(tensor.formatMax())
        + (tensor.codebook().isEmpty()
            ? "."
            : ", with the " + tensor.codebook().size() + " values of its codebook.");
  }

  /** The description of the chart of the loss against the bits in ROM. */
  public String widths() {
    List<WidthTrial> widths = Objects.requireNonNull(facts.quantization()).widths();
    WidthTrial widest = widths.get(0);
    WidthTrial narrowest = widths.get(widths.size() - 1);
    return "Loss of %d choices of widths, from %s nats with %s bits to %s with %s."
        .formatted(
            widths.size(),
            Text.figure(widest.loss()),
            Figures.count(widest.romBits()),
            Text.figure(narrowest.loss()),
            Figures.count(narrowest.romBits()));
  }

  /** The description of the chart of the sites. */
  public String sites() {
    List<SiteError> sites = Objects.requireNonNull(facts.quantization()).comparison().sites();
    SiteError tightest =
        sites.stream()
            .max(Comparator.comparingDouble(site -> site.largest() / site.format().real(1 << 15)))
            .orElseThrow();
    return "Range chart of "
        + sites.size()
        + " sites: the nearest to its limit is "
        + tightest.site()
        + " with "
        + Figures.percent(tightest.largest() / tightest.format().real(1 << 15))
        + " of it.";
  }

  private Agreement agreement() {
    return Objects.requireNonNull(facts.agreement());
  }

  /** The description of the chart of the pairs of logits. */
  public String logits() {
    return "Scatter chart of "
        + agreement().logits().size()
        + " logits, float against fixed point, on the diagonal; the largest difference of all is "
        + Text.figure(agreement().maxLogitError())
        + ".";
  }

  /** The description of the histogram of divergences. */
  public String divergence() {
    return "Histogram of the divergence of "
        + Figures.count(agreement().predictions())
        + " predictions; their mean is "
        + Text.figure(agreement().meanDivergence())
        + " nats.";
  }

  /** The description of the map of one head's attention. */
  public String attention(int map) {
    List<AttentionRow> rows = facts.attention().maps().get(map).rows();
    List<Double> last = rows.get(rows.size() - 1).shares();
    int most = last.indexOf(last.stream().max(Comparator.naturalOrder()).orElseThrow());
    return "Heat map: from the last position this head attends most to position "
        + most
        + ", "
        + Text.symbol(facts.attention().tokens().get(most).symbol())
        + ", with "
        + Figures.percent(last.get(most))
        + ".";
  }

  /** The description of the map of the memories that the circuit reads. */
  public String rom() {
    return map(true);
  }

  /** The description of the map of the memories with one tensor each. */
  public String plainRom() {
    return map(false);
  }

  private String map(boolean read) {
    List<RomFacts.Image> images =
        facts.rom().images().stream()
            .filter(image -> image.layout().equals("tensor") != read)
            .toList();
    return "Map of "
        + images.size()
        + " memories with "
        + Figures.count(images.stream().mapToLong(RomFacts.Image::bits).sum())
        + " bits, "
        + Figures.count(images.stream().mapToLong(RomFacts.Image::paddingBits).sum())
        + " of them padding.";
  }

  /** The description of the chart of the units' steps. */
  public String timeline() {
    HardwareFacts hardware = facts.hardware();
    return "Gantt chart of "
        + hardware.timeline().size()
        + " steps in "
        + Figures.count(hardware.drawnCycles().get(hardware.position()))
        + " clock cycles.";
  }

  /** The description of the chart of the cycles. */
  public String cycles() {
    List<Long> drawn = facts.hardware().drawnCycles();
    return "Line chart: a drawn token takes from "
        + Figures.count(drawn.get(0))
        + " cycles at the first position to "
        + Figures.count(drawn.get(drawn.size() - 1))
        + " at the last.";
  }

  /** The description of the chart of the speeds. */
  public String speeds() {
    List<HardwareFacts.Speed> speeds = facts.hardware().speeds();
    return "Bar chart of "
        + speeds.size()
        + " systems on a logarithmic scale, "
        + speeds.stream()
            .filter(HardwareFacts.Speed::own)
            .findFirst()
            .map(
                own ->
                    own.system()
                        + " with "
                        + Figures.count(Math.round(own.tokensPerSecond()))
                        + " tokens per second on average.")
            .orElse("without this circuit, which fits no device whose clock was measured.");
  }
}
