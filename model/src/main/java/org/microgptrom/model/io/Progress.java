package org.microgptrom.model.io;

/** Is told how far a stage has come; several threads may tell it. */
@FunctionalInterface
public interface Progress {
  /** A listener that does nothing. */
  Progress NONE = (step, done, total) -> {};

  /**
   * Tells that a piece of work is done.
   *
   * @param step what is worked on, {@code images} say
   * @param done so far, in a unit of the step's own
   * @param total of the whole step
   */
  void at(String step, long done, long total);
}
