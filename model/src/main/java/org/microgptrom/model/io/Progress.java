package org.microgptrom.model.io;

/** Hears how far a stage has come; several threads may tell it. */
@FunctionalInterface
public interface Progress {
  /** Nobody listens. */
  Progress NONE = (step, done, total) -> {};

  /**
   * A piece of work is done.
   *
   * @param step what is worked on, {@code images} say
   * @param done so far, in a unit of the step's own
   * @param total of the whole step
   */
  void at(String step, long done, long total);
}
