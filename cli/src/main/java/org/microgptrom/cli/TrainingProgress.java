package org.microgptrom.cli;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.microgptrom.train.Metrics;
import org.microgptrom.train.Recipe;
import org.microgptrom.train.TrainingListener;
import org.microgptrom.train.TrainingOptions;

/**
 * A bar with loss, speed and time left on a terminal; elsewhere a line per measurement, or in the
 * recipe microgpt one per step, as microgpt.py prints it.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  private final Console console;
  private final TrainingOptions options;
  private final ProgressBar bar; // null where there is no terminal
  private String validation = "";

  TrainingProgress(Console console, TrainingOptions options) {
    this.console = console;
    this.options = options;
    this.bar =
        !console.quiet() && Console.isTerminal()
            ? StageProgress.bar("training", options.steps()).build()
            : null;
  }

  @Override
  public void stepped(Metrics metrics, int steps) {
    if (metrics.validationLoss() != null) {
      validation = String.format(Locale.ROOT, ", validation %.4f", metrics.validationLoss());
    }
    if (bar != null) {
      bar.setExtraMessage(" " + figures(metrics));
      bar.stepTo(metrics.step());
    } else if (options.recipe() == Recipe.MICROGPT) {
      console.progress(
          String.format(
              Locale.ROOT, "step %4d / %4d | loss %.4f", metrics.step(), steps, metrics.loss()));
    } else if (metrics.validationLoss() != null
        || metrics.step() == steps
        || (console.verbose() && metrics.step() % 10 == 0)) {
      double left =
          Math.min(
              metrics.seconds() / metrics.step() * (steps - metrics.step()),
              Math.max(0, 60 * options.stop().minutes() - metrics.seconds()));
      console.progress(
          String.format(
              Locale.ROOT,
              "  step %d%s: %s, %.0f s left",
              metrics.step(),
              steps == TrainingOptions.MOST_STEPS ? "" : "/" + steps,
              figures(metrics),
              left));
    }
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
    if (bar != null) {
      bar.close();
    }
  }
}
