package org.microgptrom.board.proof;

import org.microgptrom.board.link.Request;
import org.microgptrom.simulate.stimulus.Sequence;

/** Sequences as a board is asked for them. */
final class Requests {
  private Requests() {}

  /** The request; whether the host takes tokens late is of no meaning on a line. */
  static Request of(Sequence sequence) {
    return new Request(sequence.scale(), sequence.seed(), sequence.maxTokens(), sequence.prompt());
  }
}
