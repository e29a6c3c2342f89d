package org.microgptrom.board.link;

import java.io.IOException;
import java.util.Optional;
import org.microgptrom.model.io.InputException;

/**
 * The beginning of a conversation: IDENTIFY, then RESET, after which nothing of an earlier
 * conversation is on its way any more.
 */
record Opening(Message.Identity identity, Pace pace) {
  private static final int VERSION = 1;
  private static final int ANSWER = 55; // bytes of IDENTITY on the line, without stuffed ones

  /** Identifies the board on a line and requires that it is the right one and in order. */
  static Opening of(Line line, long baud, Design design) throws IOException {
    long until = line.nanoTime() + Session.PATIENCE;
    Timed<Message.Identity> identified =
        ask(
                line,
                new Message.Identify(),
                Message.Identity.class,
                Pace.SLACK + Line.nanos(2L * ANSWER, baud),
                until)
            .orElseThrow(() -> silent(line, baud));
    Message.Identity identity = identified.message;
    requireRight(line, identity, design);
    int asked = new Message.Identify().bytes().length;
    Pace pace = Pace.measured(identity.clock(), identity.baud(), identified.nanos, ANSWER + asked);
    Message.Status status =
        ask(line, new Message.Reset(), Message.Status.class, pace.reset(design.testCycles()), until)
            .map(Timed::message)
            .orElseThrow(() -> unfinished(line));
    if (!status.flags().tested() || !status.flags().passed()) {
      throw new InputException(
          line.name(),
          "the self-test of the board's ROMs failed: words in it are not those of the bundle",
          "load the bitstream again; if that does not help, lower its clock");
    }
    return new Opening(identity, pace);
  }

  private record Timed<T>(T message, long nanos) {}

  /** Asks until an answer of this kind comes. */
  private static <T extends Message> Optional<Timed<T>> ask(
      Line line, Message question, Class<T> kind, long wait, long until) throws IOException {
    do {
      line.send(question);
      long sent = line.nanoTime();
      boolean asAnswered = true;
      while (asAnswered) {
        long bytes = line.bytes();
        for (Message message : line.receive(sent + wait)) {
          if (kind.isInstance(message)) {
            return Optional.of(new Timed<>(kind.cast(message), line.nanoTime() - sent));
          }
          if (message instanceof Message.Refusal) {
            asAnswered = false; // it was damaged on its way
          }
        }
        long passed = line.nanoTime() - sent;
        asAnswered &= passed < wait || (line.bytes() > bytes && passed < 2 * wait);
      }
    } while (line.nanoTime() < until);
    return Optional.empty();
  }

  private static void requireRight(Line line, Message.Identity identity, Design design) {
    if (identity.version() != VERSION) {
      throw new InputException(
          line.name(),
          "the board speaks version "
              + identity.version()
              + " of the serial line, version "
              + VERSION
              + " expected",
          "load a bitstream that this version has made");
    }
    if (identity.clock() == 0 || identity.baud() == 0) {
      throw new InputException(
          line.name(),
          "the board tells a clock of "
              + identity.clock()
              + " Hz and "
              + identity.baud()
              + " baud, by which no answer can be waited for",
          "load a bitstream that this version has made");
    }
    if (!identity.manifestSha256().equals(design.manifestSha256())) {
      throw new InputException(
          line.name(),
          "the board holds another bundle: the SHA-256 of its manifest is "
              + identity.manifestSha256()
              + ", that of "
              + design.bundle()
              + " is "
              + design.manifestSha256(),
          "name the bundle that its bitstream was made of, or load another bitstream");
    }
  }

  private static InputException silent(Line line, long baud) {
    return line.bytes() == 0
        ? new InputException(
            line.name(),
            "nothing answers at " + baud + " baud",
            "is this the board's port and its baud rate (--baud), is the board on and its bitstream"
                + " loaded? 'microgpt-rom talk --list' lists ports")
        : new InputException(
            line.name(),
            "no answer that makes a frame at "
                + baud
                + " baud: "
                + line.bytes()
                + " bytes arrived, "
                + line.damaged()
                + " damaged frames",
            "pass the baud rate of the board's bitstream: --baud");
  }

  private static InputException unfinished(Line line) {
    return new InputException(
        line.name(),
        "the board does not end the self-test of its ROMs",
        "is its clock running? load the bitstream again");
  }
}
