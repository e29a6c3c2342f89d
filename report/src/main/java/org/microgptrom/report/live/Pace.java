package org.microgptrom.report.live;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.microgptrom.rtl.Schedule;

/**
 * The clock cycles that the circuit takes.
 *
 * @param drawn cycles from a token to the one that is drawn after it, by its position, for a host
 *     that waits; the search for the token may add a few
 * @param steps names of what the circuit's units do
 * @param spans by position, the spans for which the units are busy: number of the step, layer or
 *     -1, first and last cycle; empty if they would be too many for a page
 */
public record Pace(List<Long> drawn, List<String> steps, List<List<List<Long>>> spans) {
  private static final int MOST_SPANS = 6000;

  static Pace of(Schedule schedule, int context) {
    List<Long> drawn =
        IntStream.range(0, context)
            .mapToObj(at -> schedule.drawnCycles(at) + Schedule.TURNAROUND)
            .toList();
    List<String> steps = new ArrayList<>();
    List<List<List<Long>>> spans = new ArrayList<>();
    if ((long) schedule.timeline(0).size() * context <= MOST_SPANS) {
      for (int at = 0; at < context; at++) {
        spans.add(schedule.timeline(at).stream().map(span -> row(span, steps)).toList());
      }
    }
    return new Pace(drawn, steps, spans);
  }

  private static List<Long> row(Schedule.Span span, List<String> steps) {
    if (!steps.contains(span.step())) {
      steps.add(span.step());
    }
    return List.of(
        (long) steps.indexOf(span.step()), (long) span.layer(), span.first(), span.last());
  }
}
