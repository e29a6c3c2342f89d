package org.microgptrom.report.page;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.CircuitDifference;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.Mismatch;
import org.microgptrom.model.io.Figures;
import org.microgptrom.report.facts.HardwareFacts;
import org.microgptrom.report.facts.ProvenanceFacts;
import org.microgptrom.report.facts.ReportFacts;
import org.microgptrom.rtl.Schedule;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Use;
import org.microgptrom.rtl.synth.Resource;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.simulate.result.CircuitRun;

/** Makes the tables of a report on verification, hardware and provenance. */
public final class CircuitTables {
  private final ReportFacts facts;

  CircuitTables(ReportFacts facts) {
    this.facts = facts;
  }

  /** The table of the first difference, value by value; it has no rows where none was found. */
  public Table difference() {
    Table.Builder table =
        new Table.Builder("The first difference", "place", "#expected", "#actual");
    Difference difference = facts.verification().difference();
    if (difference instanceof CircuitDifference found) {
      CircuitPlace circuit = found.circuit();
      table.row(
          circuit.quantity() + " at position " + circuit.position(),
          found.expected(),
          found.actual());
      CircuitPlace.Origin origin = circuit.origin();
      if (origin != null) {
        table.row(
            origin.site()
                + (origin.layer() == null ? "" : " of layer " + origin.layer())
                + ", element "
                + origin.element()
                + ", position "
                + origin.position()
                + ", cycle "
                + origin.cycle(),
            origin.expected(),
            origin.actual());
      }
    } else if (difference instanceof Mismatch found
        && found.expected() != null
        && found.actual() != null) {
      table.row("as above", found.expected(), found.actual());
    }
    return table.build();
  }

  /** The table of the simulations of the circuit. */
  public Table circuit() {
    Table.Builder table =
        new Table.Builder(
            "Simulations of the circuit",
            "simulator",
            "tools",
            "#sequences",
            "#tokens",
            "#logits",
            "#drawn tokens",
            "#cycles",
            "#mismatches");
    for (CircuitRun run : Objects.requireNonNull(facts.verification().circuit())) {
      table.row(
          run.simulator(),
          String.join(", ", run.tools()),
          Figures.count(run.sequences()),
          Figures.count(run.tokens()),
          Figures.count(run.logits()),
          Figures.count(run.drawn()),
          run.totalCycles() == null ? "-" : Figures.count(run.totalCycles()),
          Figures.count(run.mismatches()));
    }
    return table.build();
  }

  /** The table of all checks. */
  public Table checks() {
    Table.Builder table =
        new Table.Builder("Checks", "suite", "check", "outcome", "#compared", "#mismatches");
    for (Check check : facts.verification().checks()) {
      table.row(
          check.suite(),
          check.name(),
          check.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          Figures.count(check.compared()),
          Figures.count(check.mismatches()));
    }
    return table.build();
  }

  /** The table of the spans in which each unit is busy. */
  public Table timeline() {
    Table.Builder table =
        new Table.Builder(
            "Steps", "step", "layer", "unit", "#first cycle", "#last cycle", "#cycles");
    for (Schedule.Span span : facts.hardware().timeline()) {
      table.row(
          span.step(),
          ModelTables.layer(span.layer()),
          span.unit(),
          Figures.count(span.first()),
          Figures.count(span.last()),
          Figures.count(span.last() - span.first() + 1));
    }
    return table.build();
  }

  /** The table of the cycles at each position. */
  public Table cycles() {
    Table.Builder table =
        new Table.Builder("Cycles", "#position", "#token of a prompt", "#drawn token");
    HardwareFacts hardware = facts.hardware();
    for (int t = 0; t < hardware.drawnCycles().size(); t++) {
      table.row(
          Integer.toString(t),
          Figures.count(hardware.promptCycles().get(t)),
          Figures.count(hardware.drawnCycles().get(t)));
    }
    return table.build();
  }

  /** The table of the speeds of this circuit and other systems. */
  public Table speeds() {
    Table.Builder table =
        new Table.Builder("Tokens per second", "system", "#tokens/s", "model", "how", "source");
    for (HardwareFacts.Speed speed : facts.hardware().speeds()) {
      table.row(
          speed.system(),
          Figures.count(Math.round(speed.tokensPerSecond())),
          speed.model(),
          speed.how(),
          speed.source());
    }
    return table.build();
  }

  /** The table of the synthesis results of the circuit. */
  public Table synthesis() {
    SynthesisResult result = Objects.requireNonNull(facts.hardware().synthesis());
    Table.Builder table =
        new Table.Builder("Synthesis for " + result.part(), "figure", "#value", "#of");
    for (Resource resource : result.resources()) {
      table.row(
          resource.name(), Figures.count(resource.used()), Figures.count(resource.available()));
    }
    if (result.timing() != null) {
      table.row("clock, MHz", Text.figure(result.timing().maxMhz()), "-");
    }
    if (result.seeds() != null && result.seeds().maxMhz() != null) {
      table.row(
          "clock, MHz, median of " + result.seeds().routed() + " seeds",
          Text.figure(result.seeds().maxMhz().median()),
          "-");
    }
    return table.build();
  }

  /** The table of the devices that hold the circuit. */
  public Table plans() {
    Table.Builder table =
        new Table.Builder(
            "Devices in which it fits with " + facts.hardware().circuit(),
            "device",
            "part",
            "weights in",
            "memory blocks",
            "multipliers",
            "LUTs",
            "#clock, MHz",
            "clock",
            "#tokens/s, last position");
    for (Plan plan : facts.hardware().plans()) {
      table.row(
          plan.device(),
          plan.part(),
          plan.verdict().toString(),
          plan.blocks().stream().map(CircuitTables::use).collect(Collectors.joining(", ")),
          use(plan.multipliers()),
          use(plan.luts()),
          Text.figure(plan.mhz()),
          plan.mhzMeasured() ? "measured" : "assumed",
          Figures.count(Math.round(plan.tokensPerSecond())));
    }
    return table.build();
  }

  private static String use(Use use) {
    return Figures.count(use.needed()) + " of " + Figures.count(use.available()) + " " + use.name();
  }

  /** The table of the way from the corpus to the bundle. */
  public Table provenance() {
    Table.Builder table =
        new Table.Builder("From the corpus to the ROM", "artifact", "made", "SHA-256");
    for (ProvenanceFacts.Link link : facts.provenance().links()) {
      table.row(link.artifact(), link.description(), link.sha256());
    }
    return table.build();
  }
}
