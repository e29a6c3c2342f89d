package org.microgptrom.verify;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.io.InputException;
import org.microgptrom.verify.trace.TraceStep;
import org.microgptrom.verify.trace.TracedCore;

/** The golden simulator as a trace records it: {@code docs/formats.md}, section Traces. */
final class GoldenCore implements TracedCore {
  private static final long LARGEST_STATE = 0xFFFF_FFFFL;

  private final QuantizedModel model;
  private final GoldenSimulator simulator;

  GoldenCore(QuantizedModel model) {
    this.model = model;
    this.simulator = new GoldenSimulator(model);
  }

  @Override
  public Set<String> inputs() {
    return new TreeSet<>(Set.of("pos", "token_in", "scale", "rng_state_in"));
  }

  @Override
  public Set<String> outputs() {
    return new TreeSet<>(
        Set.of("next_token", "argmax_token", "top_logit", "rng_state_out", "logits"));
  }

  @Override
  public Map<String, long[]> step(TraceStep step) {
    long position = step.input("pos", model.config().context() - 1L);
    if (position == 0) {
      simulator.reset();
    } else if (position != simulator.position()) {
      throw new InputException(
          step.where(),
          "pos is " + position + ", 0 or " + simulator.position() + " expected",
          "a trace holds whole sequences from position 0 on");
    }
    int scale = (int) step.input("scale", 0xFFFF, Sampler.GREEDY);
    long state =
        scale == Sampler.GREEDY && !step.fields().containsKey("rng_state_out")
            ? 1 // not used
            : step.input("rng_state_in", LARGEST_STATE);
    if (state == 0) {
      throw new InputException(step.where(), "rng_state_in must not be 0", "");
    }
    int[] logits = simulator.step((int) step.input("token_in", model.config().bos()));
    Sampler sampler = new Sampler(model, scale, (int) state);
    int argmax = new Sampler(model, Sampler.GREEDY, (int) state).next(logits);
    Map<String, long[]> fields = new LinkedHashMap<>();
    fields.put("next_token", new long[] {sampler.next(logits)});
    fields.put("argmax_token", new long[] {argmax});
    fields.put("top_logit", new long[] {logits[argmax]});
    fields.put("rng_state_out", new long[] {Integer.toUnsignedLong(sampler.state())});
    fields.put("logits", Arrays.stream(logits).asLongStream().toArray());
    return fields;
  }
}
