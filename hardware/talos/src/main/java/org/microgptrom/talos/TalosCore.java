package org.microgptrom.talos;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.microgptrom.verify.trace.TraceStep;
import org.microgptrom.verify.trace.TracedCore;

/** The TALOS-V2 core as a trace records it: {@code docs/talos-v2.md}, section Traces. */
final class TalosCore implements TracedCore {
  private static final long LARGEST_STATE = 0xFFFF_FFFFL;

  private final TalosSimulator core;

  TalosCore(TalosModel model) {
    this.core = new TalosSimulator(model);
  }

  @Override
  public Set<String> inputs() {
    return new TreeSet<>(
        Set.of(
            "pos", "token_in", "clear_cache", "sample_mode", "temperature_q8_8", "rng_state_in"));
  }

  @Override
  public Set<String> outputs() {
    return new TreeSet<>(
        Set.of("next_token", "argmax_token", "top_logit", "rng_state_out", "cycles", "logits"));
  }

  @Override
  public Map<String, long[]> step(TraceStep step) {
    boolean sampled = step.input("sample_mode", 1, 0) == 1;
    if (sampled || step.fields().containsKey("rng_state_out")) {
      step.input("rng_state_in", LARGEST_STATE); // needed
    }
    if (sampled) {
      step.input("temperature_q8_8", 0xFFFF); // needed
    }
    TalosSimulator.Outputs outputs =
        core.step(
            new TalosSimulator.Inputs(
                (int) step.input("pos", TalosModel.CONFIG.context() - 1),
                (int) step.input("token_in", TalosModel.CONFIG.bos()),
                step.input("clear_cache", 1, 0) == 1,
                sampled,
                (int) step.input("temperature_q8_8", 0xFFFF, 0),
                (int) step.input("rng_state_in", LARGEST_STATE, 0)));
    Map<String, long[]> fields = new LinkedHashMap<>();
    fields.put("next_token", new long[] {outputs.token()});
    fields.put("argmax_token", new long[] {outputs.argmax()});
    fields.put("top_logit", new long[] {outputs.topLogit()});
    fields.put("rng_state_out", new long[] {Integer.toUnsignedLong(outputs.state())});
    fields.put("cycles", new long[] {outputs.cycles()});
    fields.put("logits", outputs.logits().stream().mapToLong(Integer::longValue).toArray());
    return fields;
  }
}
