package org.microgptrom.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.io.Tasks;
import org.microgptrom.sweep.trial.Trial;
import org.microgptrom.sweep.trial.TrialResult;
import org.microgptrom.sweep.trial.TrialRunner;
import org.microgptrom.sweep.trial.TrialStore;

/**
 * Runs trials, some at a time, and none whose result is there already.
 *
 * @param store of results
 * @param runner of the others
 * @param threads number of trials at a time; with one, they run in the thread that waits for them,
 *     of which PyTorch takes no other for a second training
 * @param progress is told of trials, those that were there among them
 */
public record Scheduler(TrialStore store, TrialRunner runner, int threads, Progress progress) {
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
    Tasks.Taker<TrialResult> taker =
        result -> {
          results.put(result.trial(), result);
          progress.at(step, results.size(), trials.size());
        };
    try {
      if (threads > 1) {
        List<Callable<TrialResult>> tasks = new ArrayList<>();
        absent.forEach(trial -> tasks.add(() -> runAndKeep(trial)));
        Tasks.run(threads, "sweep", tasks, taker);
      } else {
        for (Trial trial : absent) {
          taker.take(runAndKeep(trial));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return results;
  }

  private TrialResult runAndKeep(Trial trial) {
    TrialResult result = runner.run(trial, store.folderOf(trial));
    store.save(result);
    return result;
  }
}
