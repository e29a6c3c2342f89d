package org.microgptrom.board.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the messages that answer one START, and says when they can't become whole any more. */
final class Collector {
  private final int sequence;
  private final List<Message.Token> tokens = new ArrayList<>();
  private Optional<Message.End> end = Optional.empty();
  private String fault = "";

  Collector(int sequence) {
    this.sequence = sequence;
  }

  /**
   * Takes a message; those that answer another START are passed over.
   *
   * @return whether it is the next token of this answer
   */
  boolean take(Message message) {
    if (message instanceof Message.Refusal) {
      fault = "the board received a damaged frame";
    } else if (message instanceof Message.Token token && token.sequence() == sequence) {
      return take(token);
    } else if (message instanceof Message.End last && last.sequence() == sequence) {
      take(last);
    }
    return false;
  }

  private boolean take(Message.Token token) {
    boolean next = token.index() == tokens.size();
    if (next) {
      tokens.add(token);
    } else if (token.index() > tokens.size()) {
      fault = "drawn token " + tokens.size() + " did not arrive";
    } else if (!token.equals(tokens.get(token.index()))) {
      fault = "drawn token " + token.index() + " arrived twice, and not the same";
    }
    return next;
  }

  private void take(Message.End last) {
    if (last.drawn() == tokens.size()) {
      end = Optional.of(last);
    } else {
      fault = "of " + last.drawn() + " drawn tokens " + tokens.size() + " arrived";
    }
  }

  /** Tells that a frame was damaged; before the first token it may belong to what came before. */
  void damaged() {
    if (!tokens.isEmpty()) {
      fault = "a damaged frame arrived after " + tokens.size() + " drawn tokens";
    }
  }

  /** Tells that nothing more came. */
  void silent() {
    fault = "silence after " + tokens.size() + " drawn tokens";
  }

  /** Whether all has arrived. */
  boolean isWhole() {
    return end.isPresent() && fault.isEmpty();
  }

  /** Why the answer can't become whole; empty as long as it can. */
  String fault() {
    return fault;
  }

  Answer answer(int asked) {
    return new Answer(tokens, end.orElseThrow(), asked);
  }
}
