package org.microgptrom.cli.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.SoloSimulator;
import org.microgptrom.simulate.CircuitDraws;
import org.microgptrom.simulate.stimulus.Sequence;

/** Draws what follows prompts, in their order, with one generator. */
@FunctionalInterface
public interface Draws {
  /** What follows each prompt, which is drawn when it is asked for. */
  Stream<Generation> after(Stream<int[]> prompts);

  /**
   * Draws of the golden simulator.
   *
   * @param stop whether a text ends after a token that is not BOS
   */
  static Draws golden(QuantizedModel model, Sampler sampler, IntPredicate stop) {
    SoloSimulator simulator = new SoloSimulator(model);
    return prompts -> prompts.map(prompt -> Generation.generate(simulator, sampler, prompt, stop));
  }

  /**
   * Draws of a circuit, which must be those of the golden simulator. Where the host stops a text,
   * the circuit is asked for as many tokens.
   *
   * @param scale of the temperature
   * @param sampler of the golden draws, whose state the circuit begins with
   * @param console is told what was simulated
   */
  static Draws circuit(
      CircuitDraws circuit,
      Draws golden,
      QuantizedModel model,
      int scale,
      Sampler sampler,
      Console console) {
    return prompts -> {
      List<int[]> given = prompts.toList();
      if (given.isEmpty()) {
        return Stream.empty();
      }
      long state = Integer.toUnsignedLong(sampler.state());
      List<Sequence> sequences = new ArrayList<>();
      Iterator<Generation> right = golden.after(given.stream()).iterator();
      for (int[] prompt : given) {
        Generation one = right.next();
        sequences.add(sequence(model, scale, sequences.isEmpty() ? state : 0, state, prompt, one));
        state = one.states().get(one.states().size() - 1);
      }
      CircuitDraws.Drawn drawn = circuit.run(sequences);
      console.progress(
          "circuit in "
              + drawn.run().simulator()
              + ": "
              + TableText.count(drawn.run().tokens(), "token")
              + ", "
              + TableText.count(drawn.run().logits(), "logit")
              + " compared");
      return drawn.drawn().stream();
    };
  }

  private static Sequence sequence(
      QuantizedModel model, int scale, long seed, long state, int[] prompt, Generation drawn) {
    int context = model.config().context();
    int bos = model.config().bos();
    boolean endsItself = drawn.last() == bos || prompt.length + drawn.tokens().size() == context;
    return new Sequence(
        scale,
        seed,
        state,
        endsItself ? context : drawn.tokens().size(),
        false,
        IntStream.concat(IntStream.of(bos), Arrays.stream(prompt)).boxed().toList());
  }
}
