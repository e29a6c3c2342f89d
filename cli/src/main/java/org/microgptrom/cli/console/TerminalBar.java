package org.microgptrom.cli.console;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import org.microgptrom.model.io.VisibleText;

/** A bar on standard error, which leaves a clean line however the process ends. */
public final class TerminalBar implements AutoCloseable {
  private static final Set<TerminalBar> OPEN = ConcurrentHashMap.newKeySet();

  private final ProgressBar bar;

  private TerminalBar(ProgressBar bar) {
    this.bar = bar;
    OPEN.add(this);
  }

  /** Starts a bar that is removed when it is closed. */
  static TerminalBar passing(String task, long steps) {
    return new TerminalBar(
        builder(task, steps)
            .clearDisplayOnFinish()
            .setConsumer(
                new ConsoleProgressBarConsumer(Interruption.err(), width()) {
                  @Override
                  public void close() {
                    Interruption.err()
                        .flush(); // the line is empty, and the next one needs no new one
                  }
                })
            .build());
  }

  /** Starts a bar that stays with its last figures. */
  public static TerminalBar staying(String task, long steps) {
    return new TerminalBar(builder(task, steps).build());
  }

  private static ProgressBarBuilder builder(String task, long steps) {
    Pace pace = new Pace();
    return new ProgressBarBuilder()
        .setTaskName("  " + VisibleText.of(task))
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .setEtaFunction(state -> left(pace, state))
        .setConsumer(new ConsoleProgressBarConsumer(Interruption.err(), width()));
  }

  private static Optional<Duration> left(Pace pace, ProgressState state) {
    pace.at(state.getTotalElapsed().toMillis() / 1e3, state.getCurrent());
    OptionalDouble seconds = pace.secondsFor(state.getMax() - state.getCurrent());
    return seconds.isPresent()
        ? Optional.of(Duration.ofMillis(Math.round(1000 * seconds.getAsDouble())))
        : Optional.empty();
  }

  private static int width() {
    return Terminal.columns() - 1;
  }

  public void stepTo(long done) {
    bar.stepTo(done);
  }

  /** Shows a text behind the figures. */
  public void say(String text) {
    bar.setExtraMessage(" " + text);
  }

  @Override
  public void close() {
    if (OPEN.remove(this)) {
      bar.close();
    }
  }

  /** Finishes the bars of a process that is ending. */
  static void closeAll() {
    OPEN.forEach(TerminalBar::close);
  }
}
