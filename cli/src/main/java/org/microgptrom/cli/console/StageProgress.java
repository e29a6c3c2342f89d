package org.microgptrom.cli.console;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.io.Shutdown;

/**
 * Shows how far a stage has come: on a terminal by a bar with the time left, which is removed at
 * the end; elsewhere, for stages that take long, by a line now and then.
 */
public final class StageProgress implements Progress, AutoCloseable {
  private static final long BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

  private final Console console;
  private final boolean drawn;
  private Optional<TerminalBar> bar = Optional.empty(); // of the present step
  private String step = "";
  private long lastLine = System.nanoTime();

  public StageProgress(Console console) {
    this.console = console;
    this.drawn = !console.quiet() && Terminal.showsProgress();
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
    if (!of.equals(step) && !Shutdown.hasBegun()) {
      close();
      step = of;
      bar = Optional.of(TerminalBar.passing(of, total));
    }
    bar.ifPresent(shown -> shown.stepTo(done));
  }

  @Override
  public synchronized void close() {
    bar.ifPresent(TerminalBar::close);
    bar = Optional.empty();
  }
}
