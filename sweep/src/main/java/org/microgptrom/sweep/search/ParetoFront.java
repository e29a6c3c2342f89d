package org.microgptrom.sweep.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Finds what nothing else is better than. */
public final class ParetoFront {
  private ParetoFront() {}

  /**
   * The items of which no other is at least as good in both figures and better in one, by the first
   * figure; of items that are equal in both, all.
   *
   * @param cost first figure, of which less is better
   * @param loss second figure, of which less is better
   */
  public static <T> List<T> of(List<T> items, ToDoubleFunction<T> cost, ToDoubleFunction<T> loss) {
    List<T> front = new ArrayList<>();
    for (T item :
        items.stream()
            .sorted(Comparator.comparingDouble(cost).thenComparingDouble(loss))
            .toList()) {
      T last = front.isEmpty() ? null : front.get(front.size() - 1);
      if (last == null
          || loss.applyAsDouble(item) < loss.applyAsDouble(last)
          || (loss.applyAsDouble(item) == loss.applyAsDouble(last)
              && cost.applyAsDouble(item) == cost.applyAsDouble(last))) {
        front.add(item);
      }
    }
    return front;
  }
}
