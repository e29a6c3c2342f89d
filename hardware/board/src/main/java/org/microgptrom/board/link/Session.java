package org.microgptrom.board.link;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.microgptrom.model.io.InputException;

/**
 * A conversation with a board that holds a known bundle. Lines lose and damage bytes: a sequence
 * whose answer does not come whole is asked for again, with the same seed, and nothing of it is
 * handed on but tokens, each once. What stays away is given up after {@link #PATIENCE}.
 */
public final class Session implements AutoCloseable {
  /** The time after which nothing is asked for again, in nanoseconds. */
  public static final long PATIENCE = 1_300_000_000L;

  /** How often a sequence is asked for at most. */
  public static final int MOST = 10;

  private static final int FEWEST = 2;
  private static final int SEQUENCES = 256;

  private final Port port;
  private final Line line;
  private final Design design;
  private final Message.Identity identity;
  private final Pace pace;
  private int sequence;
  private long repeats;

  private Session(Port port, Line line, Design design, Opening opening) {
    this.port = port;
    this.line = line;
    this.design = design;
    this.identity = opening.identity();
    this.pace = opening.pace();
  }

  /**
   * Begins a conversation: the board says what it is, and tests its ROMs.
   *
   * @param port which is closed at the end, also where there is no conversation
   * @param baud bits per second, as long as the board has not told
   * @throws InputException if no board answers, its self-test fails, or it holds another bundle
   */
  public static Session open(Port port, long baud, Design design) {
    try {
      Line line = new Line(port);
      return new Session(port, line, design, Opening.of(line, baud, design));
    } catch (IOException e) {
      port.close();
      throw broken(port, e);
    } catch (RuntimeException e) {
      port.close();
      throw e;
    }
  }

  /** What the board said it is. */
  public Message.Identity identity() {
    return identity;
  }

  /** How many times a sequence had to be asked for again, so far. */
  public long repeats() {
    return repeats;
  }

  /**
   * As {@link #run(Request, long, Consumer)}, of a request that names its seed or draws nothing.
   */
  public Answer run(Request request, Consumer<Message.Token> tokens) {
    return run(request, request.seed(), tokens);
  }

  /**
   * Asks for a sequence until its answer comes whole.
   *
   * @param state the generator's state before the first draw, with which it is asked for again
   * @param tokens is told each token as it arrives, once
   * @throws InputException if no whole answer comes, or the line is gone
   */
  public Answer run(Request request, long state, Consumer<Message.Token> tokens) {
    List<Message.Token> told = new ArrayList<>();
    Map<String, Integer> faults = new LinkedHashMap<>();
    long begun = line.nanoTime();
    for (int asked = 1; ; asked++) {
      Collector collector;
      try {
        collector = ask(asked == 1 ? request : request.withSeed(state), told, tokens);
      } catch (IOException e) {
        throw broken(port, e);
      }
      if (collector.isWhole()) {
        return collector.answer(asked);
      }
      faults.merge(collector.fault(), 1, Integer::sum);
      boolean late = asked >= FEWEST && line.nanoTime() - begun > PATIENCE;
      if (late || asked == MOST) {
        throw givenUp(asked, faults);
      }
      repeats++;
    }
  }

  private Collector ask(Request request, List<Message.Token> told, Consumer<Message.Token> tokens)
      throws IOException {
    sequence = (sequence + 1) % SEQUENCES;
    Message.Start start = new Message.Start(sequence, request);
    Collector collector = new Collector(sequence);
    line.send(start);
    long wait =
        pace.first(
            start.bytes().length,
            request.prompt().size(),
            design.tokenCycles(),
            design.testCycles());
    long until = line.nanoTime() + wait;
    long damaged = line.damaged();
    while (!collector.isWhole() && collector.fault().isEmpty()) {
      long bytes = line.bytes();
      for (Message message : line.receive(until)) {
        requireUnderstood(message);
        if (collector.take(message)) {
          tell((Message.Token) message, told, tokens);
          until = line.nanoTime() + pace.next(design.tokenCycles());
        }
      }
      if (line.damaged() > damaged) {
        damaged = line.damaged();
        collector.damaged();
      }
      if (line.nanoTime() >= until && line.bytes() == bytes) {
        collector.silent();
      } else if (line.nanoTime() >= until + wait) {
        collector.silent(); // a line that babbles
      }
    }
    return collector;
  }

  private void tell(Message.Token token, List<Message.Token> told, Consumer<Message.Token> tokens) {
    if (token.index() == told.size()) {
      told.add(token);
      tokens.accept(token);
    } else if (told.get(token.index()).token() != token.token()) {
      throw new InputException(
          port.name(),
          "asked again for the same sequence, the board drew token "
              + token.token()
              + " in the place of "
              + told.get(token.index()).token(),
          "it does not compute the same twice: check its supply and its clock");
    }
  }

  /** Damage is asked about again; other refusals would come again. */
  private void requireUnderstood(Message message) {
    if (message instanceof Message.Refusal error && error.code() != Message.Refusal.DAMAGED) {
      String what =
          switch (error.code()) {
            case 2 -> "an unknown kind of message";
            case 3 -> "a message of a wrong length";
            case 4 -> "a prompt token that the model does not have";
            case 5 -> "that the self-test of its ROMs failed";
            default -> "an error of unknown code " + error.code();
          };
      throw new InputException(
          port.name(),
          "the board refuses the sequence and tells " + what,
          "load a bitstream that this version has made");
    }
  }

  private InputException givenUp(int asked, Map<String, Integer> faults) {
    String told =
        faults.entrySet().stream()
            .map(fault -> fault.getValue() + " x " + fault.getKey())
            .collect(Collectors.joining(", "));
    boolean silent = faults.keySet().stream().allMatch(fault -> fault.startsWith("silence"));
    return new InputException(
        port.name(),
        "no whole answer to a sequence that was asked for " + asked + " times: " + told,
        silent
            ? "is the cable still in, and the board on? what arrived before is kept"
            : "a shorter cable, a common ground or a lower baud rate damages less; what arrived"
                + " before is kept");
  }

  private static InputException broken(Port port, IOException e) {
    return new InputException(
        port.name(),
        "the line is gone: " + e.getMessage(),
        "plug the board in again, and see 'microgpt-rom talk --list' for its port",
        e);
  }

  @Override
  public void close() {
    port.close();
  }
}
