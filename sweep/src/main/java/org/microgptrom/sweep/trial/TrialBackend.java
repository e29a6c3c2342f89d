package org.microgptrom.sweep.trial;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.microgptrom.model.io.Tasks;

/** Where trials run. */
@FunctionalInterface
public interface TrialBackend {
  /**
   * Runs trials.
   *
   * @param store with the folder of each, for what is to be kept besides the result
   * @param taker of the results, in whatever order they come
   */
  void run(List<Trial> trials, TrialStore store, Tasks.Taker<TrialResult> taker) throws IOException;

  /**
   * The threads of this process.
   *
   * @param threads number of trials at a time; with one, they run in the thread that waits for
   *     them, of which PyTorch takes no other for a second training
   */
  static TrialBackend threads(int threads, TrialRunner runner) {
    return (trials, store, taker) -> {
      if (threads > 1) {
        Tasks.run(
            threads,
            "sweep",
            trials.stream()
                .<Callable<TrialResult>>map(trial -> () -> runner.run(trial, store.folderOf(trial)))
                .toList(),
            taker);
      } else {
        for (Trial trial : trials) {
          taker.take(runner.run(trial, store.folderOf(trial)));
        }
      }
    };
  }
}
