package org.microgptrom.board.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.microgptrom.board.link.Frame;
import org.microgptrom.board.link.FrameReader;
import org.microgptrom.board.link.Message;
import org.microgptrom.board.link.MessageReader;
import org.microgptrom.board.link.Request;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;

/** The board's side of the serial line, computed by the golden simulator. */
public final class FakeBoard {
  public static final long CLOCK = 24_000_000;
  public static final long BAUD = 1_000_000;

  /** The cycles that every sequence is said to take for a token. */
  public static final int CYCLES = 100;

  private final QuantizedModel model;
  private final GoldenSimulator simulator;
  private final int columns;
  private final String digest;
  private final Faults faults;
  private final FrameReader frames = new FrameReader();
  private int state = 1; // of the generator
  private int drawn;
  private int sequences;
  private int identified;

  /**
   * A board.
   *
   * @param columns C, to a multiple of which logits are filled up
   * @param digest SHA-256 of the manifest, in hexadecimal digits
   */
  public FakeBoard(QuantizedModel model, int columns, String digest, Faults faults) {
    this.model = model;
    this.simulator = new GoldenSimulator(model);
    this.columns = columns;
    this.digest = digest;
    this.faults = faults;
  }

  /** How many sequences were begun. */
  public int sequences() {
    return sequences;
  }

  /** How many times it was asked what it is. */
  public int identified() {
    return identified;
  }

  /** The answers to what the host sends, one frame each. */
  public List<byte[]> take(byte[] bytes) {
    List<Message> answers = new ArrayList<>();
    long damaged = frames.damaged();
    frames.take(bytes, bytes.length, frame -> answer(frame, answers));
    for (long i = damaged; i < frames.damaged(); i++) {
      answers.add(new Message.Refusal(1));
    }
    return answers.stream().map(Message::bytes).toList();
  }

  private void answer(Frame frame, List<Message> answers) {
    Message message;
    try {
      message = MessageReader.read(frame);
    } catch (IllegalArgumentException e) {
      answers.add(new Message.Refusal(frame.kind() <= 3 ? 3 : 2));
      return;
    }
    if (message instanceof Message.Identify) {
      identified++;
      answers.add(
          new Message.Identity(
              1, flags(), (int) frames.damaged(), 0, CLOCK, faults.noRate ? 0 : BAUD, digest));
    } else if (message instanceof Message.Reset) {
      if (!faults.testHangs) {
        answers.add(new Message.Status(flags(), (int) frames.damaged(), 0));
      }
    } else if (message instanceof Message.Start start) {
      run(start, answers);
    } else {
      answers.add(new Message.Refusal(2));
    }
  }

  private Message.Flags flags() {
    return new Message.Flags(!faults.testHangs, !faults.testFails, false);
  }

  private void run(Message.Start start, List<Message> answers) {
    Request request = start.request();
    if (request.prompt().stream().anyMatch(token -> token >= model.config().vocabSize())) {
      answers.add(new Message.Refusal(4));
      return;
    }
    CRC32 crc = new CRC32();
    final long clamped = simulator.saturations().total();
    simulator.reset();
    int[] logits = {};
    for (int token : request.prompt()) {
      logits = step(token, crc);
    }
    if (request.seed() != 0 || faults.forgets) {
      state = request.seed() == 0 ? 1 : (int) request.seed();
    }
    int count = 0;
    for (boolean last = request.maxTokens() == 0; !last; count++) {
      Sampler sampler = new Sampler(model, request.scale(), state);
      int token = sampler.next(logits);
      state = sampler.state();
      last =
          token == model.config().bos()
              || count + 1 == request.maxTokens()
              || simulator.position() == model.config().context();
      answers.add(
          new Message.Token(
              start.sequence(),
              count,
              drawn == faults.strangeToken
                  ? 60_000
                  : drawn == faults.wrongToken ? (token + 1) % model.config().vocabSize() : token,
              Integer.toUnsignedLong(state) ^ (drawn == faults.wrongState ? 1 : 0),
              last ^ drawn == faults.wrongLast));
      drawn++;
      if (!last) {
        logits = step(token, crc);
      }
    }
    boolean saturated = simulator.saturations().total() > clamped;
    answers.add(
        new Message.End(
            start.sequence(),
            count,
            crc.getValue() ^ (sequences == faults.wrongChecksum ? 0x10 : 0),
            saturated ^ sequences == faults.wrongSaturation,
            (long) CYCLES * simulator.position()));
    sequences++;
  }

  private int[] step(int token, CRC32 crc) {
    int[] logits = simulator.step(token);
    int padded = logits.length + Math.floorMod(-logits.length, columns);
    ByteBuffer words = ByteBuffer.allocate(2 * padded).order(ByteOrder.LITTLE_ENDIAN);
    for (int logit : logits) {
      words.putShort((short) logit);
    }
    crc.update(words.array());
    return logits;
  }
}
