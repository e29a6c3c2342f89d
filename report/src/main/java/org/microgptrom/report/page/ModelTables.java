package org.microgptrom.report.page;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.microgptrom.model.Site;
import org.microgptrom.model.io.Figures;
import org.microgptrom.model.walk.AttentionMaps;
import org.microgptrom.model.walk.AttentionRow;
import org.microgptrom.model.walk.Candidate;
import org.microgptrom.model.walk.RomRead;
import org.microgptrom.model.walk.WalkStep;
import org.microgptrom.quantize.SiteError;
import org.microgptrom.quantize.WidthTrial;
import org.microgptrom.report.facts.Agreement;
import org.microgptrom.report.facts.Histogram;
import org.microgptrom.report.facts.ReportFacts;
import org.microgptrom.report.facts.RomFacts;
import org.microgptrom.report.facts.TensorFacts;
import org.microgptrom.report.facts.TrainingPoint;

/** Makes the tables of a report on the model. */
public final class ModelTables {
  private static final int FIRST_WORDS = 4;
  private static final int MOST_PAIRS = 40;
  private static final int CANDIDATES = 8;

  private final ReportFacts facts;

  ModelTables(ReportFacts facts) {
    this.facts = facts;
  }

  /** The table of the steps at which the loss was measured. */
  public Table loss() {
    List<TrainingPoint> points = Objects.requireNonNull(facts.metrics());
    String codes =
        points.stream()
            .filter(TrainingPoint::hasCodes)
            .findFirst()
            .map(point -> ", with codes from step " + Figures.count(point.step()) + " on")
            .orElse("");
    Table.Builder table =
        new Table.Builder(
            "Loss where the validation split was measured" + codes,
            "#step",
            "#training loss",
            "#validation loss",
            "#learning rate",
            "#tokens",
            "#seconds");
    for (int i = 0; i < points.size(); i++) {
      TrainingPoint point = points.get(i);
      if (point.validationLoss() != null || i == points.size() - 1) {
        table.row(
            Figures.count(point.step()),
            Text.figure(point.loss()),
            Text.figure(point.validationLoss()),
            Text.figure(point.learningRate()),
            Figures.count(point.tokens()),
            String.format(Locale.ROOT, "%.1f", point.seconds()));
      }
    }
    return table.build();
  }

  /** The table of the range and errors of each tensor. */
  public Table tensors() {
    Table.Builder table =
        new Table.Builder(
            "Weights by tensor",
            "tensor",
            "#shape",
            "format",
            "#bits in ROM",
            "#ROM bits",
            "#step",
            "#least",
            "#largest",
            "#rms",
            "#zeros",
            "#unused bits",
            "#rms error",
            "#largest error");
    for (TensorFacts tensor : facts.tensors()) {
      table.row(
          tensor.name(),
          tensor.rows() + " x " + tensor.columns(),
          tensor.notation(),
          Integer.toString(tensor.bits()),
          Figures.count(tensor.romBits()),
          Text.figure(tensor.step()),
          Text.figure(tensor.min()),
          Text.figure(tensor.max()),
          Text.figure(tensor.rms()),
          Figures.count(tensor.zeros()),
          Integer.toString(tensor.unusedBits()),
          Text.figure(tensor.rmsError()),
          Text.figure(tensor.maxError()));
    }
    return table.build();
  }

  /** The table of one tensor's histogram, with the bins that are not empty. */
  public Table histogram(int tensor) {
    TensorFacts facts = this.facts.tensors().get(tensor);
    return bins("Values of " + facts.name(), "from", facts.histogram());
  }

  private static Table bins(String title, String edge, Histogram histogram) {
    Table.Builder table = new Table.Builder(title, "#" + edge, "#to", "#count");
    for (int i = 0; i < histogram.counts().size(); i++) {
      if (histogram.counts().get(i) > 0) {
        table.row(
            Text.figure(histogram.edge(i)),
            Text.figure(histogram.edge(i + 1)),
            Figures.count(histogram.counts().get(i)));
      }
    }
    return table.build();
  }

  /** Whether other widths of the weights were measured. */
  public boolean hasWidths() {
    return facts.quantization() != null && !facts.quantization().widths().isEmpty();
  }

  /** The table of the loss against the bits in ROM. */
  public Table widths() {
    Table.Builder table =
        new Table.Builder(
            "Loss against bits in ROM, weights rounded to the nearest values",
            "bits of a weight",
            "#ROM bits",
            "#loss, nats per token");
    for (WidthTrial trial : Objects.requireNonNull(facts.quantization()).widths()) {
      table.row(trial.weightBits(), Figures.count(trial.romBits()), Text.figure(trial.loss()));
    }
    return table.build();
  }

  /** The table of the range and errors of each site. */
  public Table sites() {
    Table.Builder table =
        new Table.Builder(
            "Activations by site",
            "site",
            "format",
            "#limit",
            "#largest",
            "#share of the limit",
            "#rms error",
            "#largest error",
            "#clamped");
    for (SiteError site : Objects.requireNonNull(facts.quantization()).comparison().sites()) {
      double limit = site.format().real(1 << 15);
      table.row(
          site.site(),
          site.format().toString(),
          Text.figure(limit),
          Text.figure(site.largest()),
          Figures.percent(site.largest() / limit),
          Text.figure(site.rmsError()),
          Text.figure(site.maxError()),
          Figures.count(site.saturations()));
    }
    return table.build();
  }

  private Agreement agreement() {
    return Objects.requireNonNull(facts.agreement());
  }

  /** The table of some of the pairs of logits. */
  public Table logits() {
    List<Agreement.Pair> pairs = agreement().logits();
    int every = Math.max(1, pairs.size() / MOST_PAIRS);
    Table.Builder table =
        new Table.Builder("Some of the logits", "#float", "#fixed point", "#difference");
    for (int i = 0; i < pairs.size(); i += every) {
      Agreement.Pair pair = pairs.get(i);
      table.row(
          Text.figure(pair.expected()),
          Text.figure(pair.actual()),
          Text.figure(pair.actual() - pair.expected()));
    }
    return table.build();
  }

  /** The table of the histogram of divergences. */
  public Table divergence() {
    return bins(
        "Predictions by the decimal logarithm of their divergence",
        "from",
        agreement().divergence());
  }

  /** The table of the predictions with the largest divergence. */
  public Table worst() {
    Table.Builder table =
        new Table.Builder(
            "The predictions with the largest divergence",
            "context",
            "target",
            "#position",
            "#divergence, nats",
            "#probability, float",
            "#fixed point");
    for (Agreement.Prediction p : agreement().worst()) {
      table.row(
          p.context().isEmpty() ? "(the beginning)" : p.context(),
          Text.symbol(p.target()),
          Integer.toString(p.position()),
          Text.figure(p.divergence()),
          Figures.percent(p.probabilityFloat()),
          Figures.percent(p.probabilityFixed()));
    }
    return table.build();
  }

  /** The table of the map of one head. */
  public Table attention(int map) {
    AttentionMaps maps = facts.attention();
    String[] headings =
        IntStream.range(0, maps.tokens().size() + 1)
            .mapToObj(
                i -> i == 0 ? "attends" : "#" + Text.symbol(maps.tokens().get(i - 1).symbol()))
            .toArray(String[]::new);
    Table.Builder table = new Table.Builder("Shares of " + headName(map), headings);
    List<AttentionRow> rows = maps.maps().get(map).rows();
    for (int t = 0; t < rows.size(); t++) {
      List<Double> shares = rows.get(t).shares();
      String symbol = Text.symbol(maps.tokens().get(t).symbol());
      table.row(
          IntStream.range(0, headings.length)
              .mapToObj(
                  i ->
                      i == 0 ? symbol : i > shares.size() ? "" : Figures.percent(shares.get(i - 1)))
              .toArray(String[]::new));
    }
    return table.build();
  }

  /** The name of a map's head, such as {@code layer 0, head 1}. */
  String headName(int map) {
    AttentionMaps.HeadMap head = facts.attention().maps().get(map);
    return "layer " + head.layer() + ", head " + head.head();
  }

  /** The table of the steps of the text's last token. */
  public Table walk() {
    Table.Builder table =
        new Table.Builder(
            "Steps of the last token",
            "site",
            "computed",
            "format",
            "ROM words",
            "#first integers",
            "#their real values",
            "#float",
            "#largest error");
    for (WalkStep step : facts.walk().steps()) {
      table.row(
          step.site().in(step.layer()),
          step.formula(),
          step.format().toString(),
          step.reads().stream().map(ModelTables::read).collect(Collectors.joining("; ")),
          first(step.words().stream().map(w -> Integer.toString(w)).toList()),
          first(step.reals().stream().map(Text::figure).toList()),
          step.floats() == null ? "-" : first(step.floats().stream().map(Text::figure).toList()),
          Text.figure(step.largestError()));
    }
    return table.build();
  }

  private static String read(RomRead read) {
    return read.tensor()
        + ": "
        + read.wide().image()
        + " "
        + Text.hex(read.wide().first())
        + (read.wide().words() == 1 ? "" : " to " + Text.hex(read.wide().last()))
        + ", "
        + Figures.count(read.wide().words())
        + (read.wide().words() == 1 ? " word" : " words");
  }

  private static String first(List<String> values) {
    return String.join(", ", values.subList(0, Math.min(FIRST_WORDS, values.size())))
        + (values.size() > FIRST_WORDS ? ", ..." : "");
  }

  /** The table of the symbols that may follow the text. */
  public Table next() {
    Table.Builder table =
        new Table.Builder(
            "The most probable next symbols, at temperature 1",
            "symbol",
            "#logit, integer",
            "#its real value",
            "#float",
            "#probability, fixed point",
            "#float");
    for (Candidate candidate :
        facts.walk().next().subList(0, Math.min(CANDIDATES, facts.walk().next().size()))) {
      table.row(
          Text.symbol(candidate.token().symbol()),
          Integer.toString(candidate.logit()),
          Text.figure(candidate.real()),
          Text.figure(candidate.floatLogit()),
          Figures.percent(candidate.probability()),
          candidate.floatProbability() == null
              ? "-"
              : Figures.percent(candidate.floatProbability()));
    }
    return table.build();
  }

  /** The table of the memories. */
  public Table images() {
    Table.Builder table =
        new Table.Builder(
            "Memories", "image", "layout", "#width", "#depth", "#bits", "#padding", "#banks");
    for (RomFacts.Image image : facts.rom().images()) {
      table.row(
          image.name(),
          image.layout(),
          Integer.toString(image.width()),
          Figures.count(image.depth()),
          Figures.count(image.bits()),
          Figures.percent((double) image.paddingBits() / image.bits()),
          image.banks().isEmpty() ? "whole" : Figures.count(image.banks().size()));
    }
    return table.build();
  }

  /**
   * The table of the tensors' places in the memories that the circuit reads, or in the other
   * memories.
   */
  public Table pieces(boolean read) {
    Table.Builder table =
        new Table.Builder(
            "Places", "image", "tensor", "#first address", "#last address", "#words", "#lanes");
    for (RomFacts.Image image : facts.rom().images()) {
      if (image.layout().equals("tensor") == read) {
        continue;
      }
      for (RomFacts.Piece piece : image.pieces()) {
        table.row(
            image.name(),
            piece.tensor() == null ? "padding" : piece.tensor(),
            Text.hex(piece.address()),
            Text.hex(piece.address() + piece.words() - 1),
            Figures.count(piece.words()),
            piece.lane() + ".." + (piece.lane() + piece.lanes() - 1));
      }
    }
    return table.build();
  }

  /** The name of a layer, such as {@code layer 0}; empty outside of the layers. */
  static String layer(int layer) {
    return layer == Site.NO_LAYER ? "" : "layer " + layer;
  }
}
