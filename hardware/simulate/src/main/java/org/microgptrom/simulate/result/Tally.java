package org.microgptrom.simulate.result;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.CircuitDifference;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.SimulationFault;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Target;

/** How much of a simulation was compared, how much differs, and where first. */
public final class Tally {
  /** What is compared, each a check of its own. */
  public enum Quantity {
    SELF_TEST("self-test of the ROMs", "self-test"),
    LOGIT("logits", "logit"),
    TOKEN("drawn tokens", "token"),
    STATE("generator states", "generator state"),
    LAST("ends of sequences", "last flag"),
    SATURATION("saturation flags", "saturation flag"),
    RESULT("the simulation comes to its end", "result");

    private final String check;
    private final String one;

    Quantity(String check, String one) {
      this.check = check;
      this.one = one;
    }
  }

  private final String simulator;
  private final @Nullable Integer chunk;
  private final Map<Quantity, Long> compared = new EnumMap<>(Quantity.class);
  private final Map<Quantity, Long> mismatches = new EnumMap<>(Quantity.class);
  private final Map<Quantity, Difference> differences = new EnumMap<>(Quantity.class);
  private Optional<Quantity> first = Optional.empty();

  /** Of a simulation that is no part of a campaign. */
  public Tally(Target target) {
    this(target, null);
  }

  private Tally(Target target, @Nullable Integer chunk) {
    this.simulator = target.label();
    this.chunk = chunk;
  }

  /** Of a chunk of a campaign, which its differences name. */
  public static Tally ofChunk(Target target, int chunk) {
    return new Tally(target, chunk);
  }

  /** How many numbers of a kind were compared. */
  public long compared(Quantity quantity) {
    return compared.getOrDefault(quantity, 0L);
  }

  /** Of all kinds together. */
  public long mismatches() {
    return mismatches.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The place of the first difference in a sequence; empty if there is none. */
  public Optional<CircuitPlace> firstPlace() {
    return first
        .map(differences::get)
        .map(difference -> ((CircuitDifference) difference).circuit());
  }

  /** Says where the first difference comes from. */
  public void explainFirst(CircuitPlace.Origin origin) {
    first.ifPresent(
        of ->
            differences.computeIfPresent(
                of, (quantity, found) -> ((CircuitDifference) found).withOrigin(origin)));
  }

  /** Counts two numbers and returns whether they agree. */
  boolean compare(
      Quantity quantity,
      Sequence sequence,
      int number,
      int position,
      int fed,
      @Nullable Integer logit,
      String expected,
      String actual) {
    compared.merge(quantity, 1L, Long::sum);
    if (expected.equals(actual)) {
      return true;
    }
    if (!differences.containsKey(quantity)) {
      CircuitPlace place =
          new CircuitPlace(
              simulator, quantity.one, sequence.line(), number, position, fed, logit, null);
      differences.put(quantity, CircuitDifference.of(chunk, place, expected, actual));
    }
    first = first.or(() -> Optional.of(quantity));
    mismatches.merge(quantity, 1L, Long::sum);
    return false;
  }

  /** Counts something that is right. */
  public void passed(Quantity quantity) {
    compared.merge(quantity, 1L, Long::sum);
  }

  /** Counts something that is wrong for this reason. */
  public void failed(Quantity quantity, String fault) {
    compared.merge(quantity, 1L, Long::sum);
    mismatches.merge(quantity, 1L, Long::sum);
    differences.putIfAbsent(quantity, SimulationFault.of(simulator, chunk, fault));
  }

  /** One check for each quantity that came up; the one of the first difference comes first. */
  public List<Check> checks(String suite) {
    List<Check> checks = new ArrayList<>();
    for (Quantity quantity : compared.keySet()) {
      Check check =
          Check.of(
              suite,
              quantity.check,
              compared(quantity),
              mismatches.getOrDefault(quantity, 0L),
              differences.get(quantity));
      boolean isFirst = first.isPresent() && first.get() == quantity;
      checks.add(isFirst ? 0 : checks.size(), check);
    }
    return checks;
  }
}
