package org.microgptrom.train.state;

import java.util.Optional;

/** Where the state of a training is kept while it runs. */
public interface TrainingStore {
  /** Keeps nothing. */
  TrainingStore NONE =
      new TrainingStore() {
        @Override
        public Optional<TrainingState> load(TrainingIdentity identity) {
          return Optional.empty();
        }

        @Override
        public boolean isDue() {
          return false;
        }

        @Override
        public void save(TrainingIdentity identity, TrainingState state) {}

        @Override
        public String advice() {
          return "";
        }
      };

  /** The state to continue from, if there is one; it must be of this training. */
  Optional<TrainingState> load(TrainingIdentity identity);

  /** Whether it is time to save. */
  boolean isDue();

  /** Keeps a state in place of an earlier one. */
  void save(TrainingIdentity identity, TrainingState state);

  /** What a user whose training failed can do with what is kept; empty if nothing is. */
  String advice();
}
