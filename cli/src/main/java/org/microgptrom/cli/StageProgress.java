package org.microgptrom.cli;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.microgptrom.model.io.Progress;

/**
 * How far a stage has come: on a terminal a bar with the time left, which is gone at the end;
 * elsewhere a line now and then, of stages that take long.
 */
final class StageProgress implements Progress, AutoCloseable {
  private static final int DEFAULT_COLUMNS = 100;

  private static final long BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

  private final Console console;
  private final boolean drawn;
  private ProgressBar bar; // of the present step; null where there is none
  private String step = "";
  private long lastLine = System.nanoTime();

  StageProgress(Console console) {
    this.console = console;
    this.drawn = !console.quiet() && Console.isTerminal();
  }

  @Override
  public synchronized void at(String of, long done, long total) {
    if (drawn) {
      draw(of, done, total);
    } else if (System.nanoTime() - lastLine >= BETWEEN_LINES) {
      lastLine = System.nanoTime();
      console.progress(
          String.format(
              Locale.ROOT, "  %s: %,d of %,d, %.1f %%", of, done, total, 100.0 * done / total));
    }
  }

  private void draw(String of, long done, long total) {
    if (!of.equals(step)) {
      close();
      step = of;
      bar = bar(of, total).clearDisplayOnFinish().build();
    }
    bar.stepTo(done);
  }

  /** A bar on a terminal. */
  static ProgressBarBuilder bar(String task, long steps) {
    return new ProgressBarBuilder()
        .setTaskName("  " + task)
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, columns() - 1));
  }

  /** Of the terminal; the launcher tells. */
  private static int columns() {
    return Integer.getInteger("microgptrom.columns", DEFAULT_COLUMNS);
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
