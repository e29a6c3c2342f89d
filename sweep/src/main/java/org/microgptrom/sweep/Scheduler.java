package org.microgptrom.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.io.Progress;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialBackend;
import org.microgptrom.sweep.trial.TrialResult;
import org.microgptrom.sweep.trial.TrialStore;

/**
 * Runs trials, and none whose result is there already.
 *
 * @param store of results
 * @param backend that runs the others
 * @param progress is told of trials, those that were there among them
 */
public record Scheduler(TrialStore store, TrialBackend backend, Progress progress) {
  /**
   * The results of trials, whatever the order in which they end.
   *
   * @param step what they are called to {@link #progress}
   * @throws org.microgptrom.model.io.InputException if a result can't be kept
   */
  public Map<Trial, TrialResult> run(String step, Collection<Trial> trials) {
    Map<Trial, TrialResult> results = new HashMap<>();
    List<Trial> absent = new ArrayList<>();
    for (Trial trial : trials) {
      store
          .find(trial)
          .ifPresentOrElse(found -> results.put(trial, found), () -> absent.add(trial));
    }
    progress.at(step, results.size(), trials.size());
    try {
      backend.run(
          absent,
          store,
          result -> {
            store.save(result);
            results.put(result.trial(), result);
            progress.at(step, results.size(), trials.size());
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return results;
  }
}
