package org.microgptrom.train.state;

/** The step at which a training begins. */
public enum Start {
  /** The training begins at its first step; an unfinished training in its place is an error. */
  AFRESH,

  /**
   * The training goes on where an unfinished training in its place has stopped; without one it
   * begins at the first step.
   */
  RESUMED
}
