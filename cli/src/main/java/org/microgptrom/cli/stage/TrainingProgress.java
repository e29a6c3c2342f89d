package org.microgptrom.cli.stage;

import java.util.Locale;
import java.util.Optional;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.Pace;
import org.microgptrom.cli.console.Terminal;
import org.microgptrom.cli.console.TerminalBar;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.train.TrainingListener;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.CodeStart;
import org.microgptrom.train.state.Metrics;

/**
 * Shows a training: by a bar with loss, speed and time left on a terminal; elsewhere a line per
 * measurement, or in the recipe microgpt one per step, as microgpt.py prints it.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  private final Console console;
  private final TrainingOptions options;
  private final Optional<TerminalBar> bar; // empty where there is no terminal
  private final boolean timed; // the bar counts seconds, for want of a number of steps
  private final Pace pace = new Pace();
  private String validation = "";

  TrainingProgress(Console console, TrainingOptions options) {
    this.console = console;
    this.options = options;
    this.timed = options.steps() >= TrainingOptions.MOST_STEPS && isTimed(options);
    this.bar =
        !console.quiet() && Terminal.showsProgress()
            ? Optional.of(
                TerminalBar.staying("training", timed ? seconds(options) : options.allSteps()))
            : Optional.empty();
  }

  @Override
  public void stepped(Metrics metrics, int steps) {
    pace.at(metrics.seconds(), metrics.step());
    if (metrics.validationLoss() != null) {
      validation = String.format(Locale.ROOT, ", validation %.4f", metrics.validationLoss());
    }
    if (bar.isPresent()) {
      bar.get().say((timed ? "step " + metrics.step() + ", " : "") + figures(metrics));
      bar.get().stepTo(timed ? (long) metrics.seconds() : metrics.step());
    } else if (options.recipe() == Recipe.MICROGPT) {
      console.progress(
          String.format(
              Locale.ROOT, "step %4d / %4d | loss %.4f", metrics.step(), steps, metrics.loss()));
    } else if (metrics.validationLoss() != null
        || metrics.step() == steps
        || (console.verbose() && metrics.step() % 10 == 0)) {
      console.progress(
          String.format(
              Locale.ROOT,
              "  step %d%s: %s, %s left",
              metrics.step(),
              steps >= TrainingOptions.MOST_STEPS ? "" : "/" + steps,
              figures(metrics),
              TableText.roughly(left(metrics, steps))));
    }
  }

  @Override
  public void codesBegin(CodeStart start, double fittedLoss) {
    validation = "";
    String losses =
        Double.isNaN(fittedLoss)
            ? ""
            : String.format(
                Locale.ROOT,
                ": validation %s, %.4f with codes before they are trained",
                before(start),
                fittedLoss);
    String told = "weights become codes after step " + start.step() + losses;
    bar.ifPresentOrElse(of -> of.say(told), () -> console.progress("  " + told));
  }

  /** The loss before the steps with codes, of weights that may have had codes when given. */
  static String before(CodeStart start) {
    return String.format(
        Locale.ROOT, start.step() == 0 ? "%.4f as given" : "%.4f without codes", start.floatLoss());
  }

  /** The seconds until the steps are done or the minutes over. */
  private double left(Metrics metrics, int steps) {
    int more = steps - metrics.step();
    return Math.min(
        pace.roughly(more), Math.max(0, 60 * options.stop().minutes() - metrics.seconds()));
  }

  private static boolean isTimed(TrainingOptions options) {
    return options.stop().minutes() < StopRule.NEVER.minutes();
  }

  private static long seconds(TrainingOptions options) {
    return Math.round(60 * options.stop().minutes());
  }

  private String figures(Metrics metrics) {
    return String.format(
        Locale.ROOT,
        "loss %.4f%s, %,.0f tokens/s",
        metrics.loss(),
        validation,
        metrics.tokens() / metrics.seconds());
  }

  @Override
  public void close() {
    bar.ifPresent(TerminalBar::close);
  }
}
