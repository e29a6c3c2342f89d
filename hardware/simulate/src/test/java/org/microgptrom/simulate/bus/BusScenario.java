package org.microgptrom.simulate.bus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Temperature;

/** The sequences of a test, and what scenario.c must tell of them and of the registers. */
final class BusScenario {
  /** Tokens that a FIFO holds. */
  static final int DEPTH = 4;

  private final GoldenSimulator simulator;
  private final ModelConfig config;
  private final int streams;
  private final int[] states;
  private final List<BusSequence> sequences = new ArrayList<>();
  private final List<BusSequence> together = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private int tokens;

  BusScenario(QuantizedModel model, int streams) {
    this.simulator = new GoldenSimulator(model);
    this.config = model.config();
    this.streams = streams;
    this.states = new int[streams];
    int bos = config.bos();
    List<Integer> full = Collections.nCopies(config.context(), 1);
    sequences.add(sequence(0, 1.0, longSeed(0, 1, 5), config.context(), bos));
    sequences.add(sequence(streams - 1, 0, 1, config.context(), bos, 1, 2));
    sequences.add(sequence(0, 0.5, 0, 3, bos));
    sequences.add(sequence(streams / 2, 1.0, 7, 0, bos, 4));
    sequences.add(sequence(streams / 2, 4.0, 99, 1, bos, 4, 5, 6, 7, 8, 0));
    sequences.add(new BusSequence(0, Temperature.scale(1.0), 3, 5, full));
    sequences.add(sequence(0, 2.0, 0x80000000, 0x100, bos));
    for (int s = 0; s < streams; s++) {
      together.add(sequence(s, 2.0, longSeed(s, 2.0, 2 * DEPTH), config.context(), bos));
    }
  }

  /** A seed that draws some tokens at least. */
  private int longSeed(int stream, double temperature, int least) {
    return IntStream.iterate(1 + 1000 * stream, seed -> seed + 1)
        .filter(
            seed ->
                sequence(stream, temperature, seed, config.context(), config.bos())
                        .golden(simulator, new int[streams])
                        .drawn()
                        .size()
                    >= least)
        .findFirst()
        .orElseThrow();
  }

  private static BusSequence sequence(
      int stream, double temperature, int seed, int max, Integer... prompt) {
    return new BusSequence(stream, Temperature.scale(temperature), seed, max, List.of(prompt));
  }

  /** The file cases.h of scenario.c. */
  String header() {
    return """
        #include <stddef.h>
        #include <stdint.h>
        #define ROOM %d
        #define DEPTH %du
        #define STREAMS %du
        #define CONTEXT %du
        #define CASES %du
        typedef struct {
          unsigned stream;
          size_t length;
          uint32_t scale, seed, max_tokens;
          uint16_t prompt[CONTEXT];
        } test_case;
        static const test_case cases[] = {%s};
        static const test_case together[] = {%s};
        """
        .formatted(
            config.context(),
            DEPTH,
            streams,
            config.context(),
            sequences.size(),
            sequences.stream().map(BusSequence::inC).collect(Collectors.joining(", ")),
            together.stream().map(BusSequence::inC).collect(Collectors.joining(", ")));
  }

  List<BusSequence> sequences() {
    return sequences;
  }

  /** What the golden simulator draws for the sequences, one after the other. */
  List<BusSequence.Answer> answers() {
    Arrays.fill(states, 0);
    return sequences.stream().map(sequence -> sequence.golden(simulator, states)).toList();
  }

  /** Drawn tokens in what {@link #told} gave. */
  int tokens() {
    return tokens;
  }

  private void tell(String name, long number) {
    told.add(name + " " + String.format("%08x", number));
  }

  private void tell(BusSequence.Answer answer) {
    for (BusSequence.Drawn drawn : answer.drawn()) {
      boolean isBos = drawn.token() == config.bos();
      told.add(
          String.format("%08x %08x ", drawn.token(), drawn.state())
              + (drawn.isLast() ? "last" : "more")
              + (isBos ? " " : " " + simulator.model().vocabulary().symbols().get(drawn.token())));
      tokens++;
    }
  }

  private void play(BusSequence.Answer answer) {
    tell("sequence", 0);
    tell("saturated", answer.isSaturated() ? 2 : 0);
    tell(answer);
  }

  /** The lines that scenario.c must tell. */
  List<String> told() {
    told.clear();
    tokens = 0;
    tell("check", 0);
    tell("vocab", config.vocabSize());
    tell("context", config.context());
    tell("sizes", DEPTH << 16 | DEPTH << 8 | streams);
    tell("scale", Temperature.scale(0.091));
    tell("scale", Temperature.scale(1));
    answers().forEach(this::play);
    together.forEach(sequence -> tell("together", 0));
    tell("pending", 0x10000 | (1 << streams) - 1);
    List<BusSequence.Answer> all =
        together.stream().map(sequence -> sequence.golden(simulator, states)).toList();
    for (int s = streams - 1; s >= 0; s--) {
      tell("full", DEPTH);
      tell(all.get(s));
    }
    tell("bytes", 0xBBCCAA44L);
    tell("bytes", 0x1256);
    tell("bytes", 0x100FF);
    tellRefusals();
    tellInterrupts();
    tell("aborted", DEPTH << 16);
    tell("check", 0);
    play(sequences.get(0).golden(simulator, states));
    return List.copyOf(told);
  }

  private void tellRefusals() {
    int room = DEPTH << 16;
    tell("refuse stream", 3);
    tell("refuse token", room | 4);
    tell("refuse half", room | 4);
    tell("refuse fifth", 4);
    tell("reset", room);
    tell("refuse start", room | 4);
    tell("check", 0);
    tell("starts", room | 1);
    tell("refuse second", room | 5);
    tell("check", 0);
    for (int i = 0; i < config.context() + 2; i++) {
      tell("long", i < config.context() ? 0 : 3);
    }
    BusSequence cut = new BusSequence(0, 0, 1, 9, Collections.nCopies(config.context(), 1));
    tell(cut.golden(simulator, states));
  }

  private void tellInterrupts() {
    BusSequence first = sequences.get(0);
    tell("irq off", 0);
    tell("irq tested", 0x10000);
    tell("irq cleared", 0);
    tell("irq ended", 0x101);
    tell("irq cleared", 0);
    tell(
        new BusSequence(0, first.scale(), first.seed(), 2, first.prompt())
            .golden(simulator, states));
    tell("irq taken", 0);
  }
}
