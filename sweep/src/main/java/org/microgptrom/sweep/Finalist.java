package org.microgptrom.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.microgptrom.sweep.plan.SweepPlan;

/**
 * What other programs made of the circuit of one of the best models.
 *
 * @param member the model
 * @param simulation of the circuit; null if none was asked for
 * @param routing of the circuit; null if none was asked for
 * @param passed whether the bundle was verified, with the simulation, and a seed was routed on the
 *     device with all ROMs in their places
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finalist(
    Outcome.Member member,
    @Nullable Simulation simulation,
    @Nullable Routing routing,
    boolean passed) {
  /**
   * A simulation of the circuit, compared with the golden simulator.
   *
   * @param simulator its name
   * @param tokens number of tokens that were compared
   * @param mismatches number of results that differ
   */
  public record Simulation(String simulator, long tokens, long mismatches) {}

  /**
   * The circuit on the device.
   *
   * @param device name of the device
   * @param seeds number of seeds that were tried
   * @param clock of the seeds that were routed; null if there are none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Routing(String device, int seeds, @Nullable Clock clock) {}

  /**
   * The clock frequencies of several seeds.
   *
   * @param medianMhz the one in the middle, in MHz
   * @param leastMhz the lowest
   * @param mostMhz the highest
   * @param tokensPerSecond of all streams at the last position, at the median frequency and with
   *     the cycles that a simulator counted; null if no simulator was there
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Clock(
      double medianMhz, double leastMhz, double mostMhz, @Nullable Double tokensPerSecond) {}

  /** Whether this is what a plan asks of its finalists. */
  public boolean answers(SweepPlan plan) {
    var asked = Objects.requireNonNull(plan.finalists());
    boolean simulated =
        asked.rtl() == null
            ? simulation == null
            : simulation != null && simulation.simulator().equals(asked.rtl().toString());
    boolean routed =
        asked.synthSeeds() == null
            ? routing == null
            : routing != null
                && routing.seeds() == asked.synthSeeds()
                && routing.device().equals(plan.device());
    return simulated && routed;
  }
}
