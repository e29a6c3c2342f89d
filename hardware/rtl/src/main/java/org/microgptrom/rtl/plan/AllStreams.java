package org.microgptrom.rtl.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.Interleaving;

/**
 * What all streams of a circuit make together on a device.
 *
 * @param device name of the device
 * @param cyclesLast clock cycles from one token to the next at the last position, of the stream
 *     that waits the longest
 * @param tokensPerSecond of all streams together at the last position
 */
public record AllStreams(String device, long cyclesLast, double tokensPerSecond) {
  /** What the streams make by each plan of a model that fits. */
  public static List<AllStreams> of(ModelConfig config, Variant variant, List<Plan> plans) {
    Map<Integer, Long> cycles = new HashMap<>(); // by lanes
    return plans.stream()
        .filter(plan -> plan.verdict() != Verdict.NO)
        .map(
            plan -> {
              long last =
                  cycles.computeIfAbsent(plan.lanes(), lanes -> cyclesLast(config, lanes, variant));
              return new AllStreams(
                  plan.device(), last, Math.round(plan.mhz() * 1e6 * variant.streams() / last));
            })
        .toList();
  }

  private static long cyclesLast(ModelConfig config, int lanes, Variant variant) {
    return Interleaving.drawnCycles(config, lanes, variant)[config.context() - 1];
  }
}
