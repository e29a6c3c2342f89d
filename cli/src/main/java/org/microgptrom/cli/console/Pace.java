package org.microgptrom.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How long the rest of a job takes, judged by the latter half of the time that it has run. Nothing
 * is said until that half is about as fast as the quarter before it: the first steps are slow, as
 * Java compiles what they run, and tell nothing about the others.
 */
public final class Pace {
  private static final double LEAST_SECONDS = 3;
  private static final long LEAST_DONE = 3;
  private static final double STEADY = 1.25;
  private static final int MOST_MARKS = 512;

  /** What was done at some time. */
  private record Mark(double seconds, long done) {}

  private final List<Mark> marks = new ArrayList<>(); // by time, at least `apart` seconds apart
  private Mark latest = new Mark(0, 0);
  private double apart = 0.1;
  private boolean steady;

  /** Notes what is done after so many seconds; both only grow. */
  public void at(double seconds, long done) {
    latest = new Mark(seconds, done);
    if (marks.isEmpty() || seconds >= last().seconds() + apart) {
      marks.add(latest);
    }
    if (marks.size() > MOST_MARKS) {
      for (int i = marks.size() - 2; i > 0; i -= 2) {
        marks.remove(i);
      }
      apart *= 2;
    }
  }

  /** The seconds until so many more are done; empty while that can't be told. */
  public OptionalDouble secondsFor(long more) {
    if (marks.isEmpty()) {
      return OptionalDouble.empty();
    }
    double start = marks.get(0).seconds();
    double elapsed = last().seconds() - start;
    Mark quarter = before(start + elapsed / 4);
    Mark half = before(start + elapsed / 2);
    double earlier = speed(quarter, half);
    double lately = speed(half, last());
    steady |=
        elapsed >= LEAST_SECONDS
            && last().done() >= half.done() + LEAST_DONE
            && lately <= STEADY * earlier
            && earlier <= STEADY * lately;
    return steady && lately > 0 ? OptionalDouble.of(more / lately) : OptionalDouble.empty();
  }

  /**
   * The seconds until so many more are done, judged by the latter half of what is done where the
   * speed is not steady yet: a slow first step does not count. Only after that step alone it does.
   */
  public double roughly(long more) {
    OptionalDouble known = secondsFor(more);
    if (known.isPresent() || latest.done() == 0) {
      return known.orElse(Double.POSITIVE_INFINITY);
    }
    int i = marks.size() - 1;
    while (i > 0 && marks.get(i).done() > (latest.done() + 1) / 2) {
      i--;
    }
    double lately = speed(marks.get(i), latest);
    return lately > 0 ? more / lately : latest.seconds() / latest.done() * more;
  }

  private static double speed(Mark from, Mark to) {
    return from.seconds() == to.seconds()
        ? 0
        : (to.done() - from.done()) / (to.seconds() - from.seconds());
  }

  private Mark before(double seconds) {
    int i = marks.size() - 1;
    while (i > 0 && marks.get(i).seconds() > seconds) {
      i--;
    }
    return marks.get(i);
  }

  private Mark last() {
    return marks.get(marks.size() - 1);
  }
}
