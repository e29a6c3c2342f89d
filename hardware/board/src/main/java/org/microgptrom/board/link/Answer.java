package org.microgptrom.board.link;

import java.util.List;

/**
 * The whole answer to a request.
 *
 * @param tokens that were drawn, in their order
 * @param end what the board told at the end
 * @param asked how many times the sequence was asked for until it came whole, 1 or more
 */
public record Answer(List<Message.Token> tokens, Message.End end, int asked) {
  /** Copies the list. */
  public Answer {
    tokens = List.copyOf(tokens);
  }
}
