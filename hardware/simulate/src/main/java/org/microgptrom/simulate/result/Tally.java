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

/** Counts what is compared in a simulation and what differs, and keeps the first difference. */
public final class Tally {
  /** The quantities that are compared, each of which is a check of its own. */
  public enum Quantity {
    SELF_TEST("self-test of the ROMs", "self-test"),
    LOGIT("logits", "logit"),
    TOKEN("drawn tokens", "token"),
    STATE("generator states", "generator state"),
    LAST("ends of sequences", "last flag"),
    SATURATION("saturation flags", "saturation flag"),
    CHECKSUM("CRC-32 of all logits", "CRC-32 of the logits up to here"),
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

  /** The tally of a simulation that is no part of a campaign. */
  public Tally(Target target) {
    this(target.label(), null);
  }

  /**
   * The tally of a circuit in or on something else.
   *
   * @param place {@link CircuitPlace#simulator}
   */
  public static Tally at(String place) {
    return new Tally(place, null);
  }

  private Tally(String simulator, @Nullable Integer chunk) {
    this.simulator = simulator;
    this.chunk = chunk;
  }

  /** The tally of a chunk of a campaign, whose number its differences name. */
  public static Tally ofChunk(Target target, int chunk) {
    return new Tally(target.label(), chunk);
  }

  /** An empty one of the same simulation, to be added to this one. */
  Tally ofStream() {
    return new Tally(simulator, chunk);
  }

  /** Counts all that another one has, as if it came after what is counted here. */
  void add(Tally later) {
    later.compared.forEach((quantity, count) -> compared.merge(quantity, count, Long::sum));
    later.mismatches.forEach((quantity, count) -> mismatches.merge(quantity, count, Long::sum));
    later.differences.forEach(differences::putIfAbsent);
    first = first.or(() -> later.first);
  }

  /** The number of compared values of a quantity. */
  public long compared(Quantity quantity) {
    return compared.getOrDefault(quantity, 0L);
  }

  /** The number of mismatches of all quantities together. */
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
  public boolean compare(
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

  /** Counts a value that is right. */
  public void passed(Quantity quantity) {
    compared.merge(quantity, 1L, Long::sum);
  }

  /** Counts something that is wrong for this reason. */
  public void failed(Quantity quantity, String fault) {
    compared.merge(quantity, 1L, Long::sum);
    mismatches.merge(quantity, 1L, Long::sum);
    differences.putIfAbsent(quantity, SimulationFault.of(simulator, chunk, fault));
  }

  /**
   * The checks, one for each quantity that occurred; the check of the first difference comes first.
   */
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
