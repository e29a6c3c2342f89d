package org.microgptrom.sweep.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * The results that are there already: {@code trials/KEY/trial.json} for each trial that ended. The
 * file appears whole and last of its folder, so that a trial without it has not ended.
 *
 * @param folder of the sweep
 */
public record TrialStore(Path folder) {
  /** The file of a trial's result. */
  public static final String FILE = "trial.json";

  /** The folder in that of the sweep which has one for each trial. */
  public static final String TRIALS = "trials";

  /** The folder of a trial. */
  public Path folderOf(Trial trial) {
    return folder.resolve(TRIALS).resolve(trial.key());
  }

  /**
   * The result of a trial that has ended.
   *
   * @throws InputException if the file is damaged
   */
  public Optional<TrialResult> find(Trial trial) {
    Path file = folderOf(trial).resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    TrialResult result;
    try {
      result = Json.readSparse(file, TrialResult.class);
    } catch (InputException e) {
      throw InputException.damaged(file, e, "remove it: the trial is run again");
    }
    if (!trial.equals(result.trial())) {
      throw new InputException(
          file,
          "holds the result of another trial than its folder is named for",
          "remove it: the trial is run again");
    }
    return Optional.of(result);
  }

  /** Keeps a result. */
  public void save(TrialResult result) {
    AtomicOutput.file(
        folderOf(result.trial()).resolve(FILE),
        partial -> Files.write(partial, Json.pretty(result)));
  }
}
