package org.microgptrom.train.state;

import java.util.Optional;

/** Keeps the state of a training while it runs. */
public interface TrainingStore {
  /** A store that keeps nothing. */
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

  /** The state to continue from, if there is one; the state must belong to this training. */
  Optional<TrainingState> load(TrainingIdentity identity);

  /** Whether it is time to save the state. */
  boolean isDue();

  /** Keeps a state in place of an earlier one. */
  void save(TrainingIdentity identity, TrainingState state);

  /**
   * The advice to a user whose training failed on what to do with the kept state; empty if nothing
   * is kept.
   */
  String advice();
}
