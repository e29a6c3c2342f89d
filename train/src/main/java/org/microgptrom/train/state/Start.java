package org.microgptrom.train.state;

/** Where a training begins. */
public enum Start {
  /** At its first step; an unfinished training in its place is an error. */
  AFRESH,

  /** Where an unfinished training in its place has stopped; at the first step without one. */
  RESUMED
}
