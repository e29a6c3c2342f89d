package org.microgptrom.verify.rtl;

import org.microgptrom.rtl.Schedule;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.simulate.result.CircuitRun.Predicted;
import org.microgptrom.simulate.result.CircuitRun.Range;

/** Predicts by the schedule the cycles that a simulation counts. */
final class CyclePrediction {
  private CyclePrediction() {}

  /** The cycles at one position, in the sense of {@link CircuitRun.Cycles}. */
  static Predicted at(Schedule schedule, int position) {
    long prompt = schedule.promptCycles(position);
    long drawn = schedule.drawnCycles(position);
    return new Predicted(
        new Range(prompt, prompt),
        new Range(drawn, drawn + Schedule.TURNAROUND + schedule.searchCycles()));
  }

  /** The run with a prediction at each position. */
  static CircuitRun beside(CircuitRun run, Schedule schedule) {
    return run.withCycles(
        run.cycles().stream()
            .map(
                cycles ->
                    new CircuitRun.Cycles(
                        cycles.position(),
                        cycles.prompt(),
                        cycles.drawn(),
                        at(schedule, cycles.position())))
            .toList());
  }
}
