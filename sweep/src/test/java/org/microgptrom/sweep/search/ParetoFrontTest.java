package org.microgptrom.sweep.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParetoFrontTest {
  /** A figure pair with a number, so that equal ones are told apart. */
  private record Item(int number, double cost, double loss) {
    boolean isBetterThan(Item other) {
      return cost <= other.cost && loss <= other.loss && (cost < other.cost || loss < other.loss);
    }
  }

  @Test
  void itIsWhatNothingIsBetterThan() {
    Random random = new Random(3);
    int longest = 0;
    for (int round = 0; round < 500; round++) {
      List<Item> items = new ArrayList<>();
      int size = random.nextInt(40);
      int values = 2 + random.nextInt(30); // few, so that many are equal
      for (int i = 0; i < size; i++) {
        items.add(new Item(i, random.nextInt(values), random.nextInt(values)));
      }
      List<Item> expected =
          items.stream()
              .filter(item -> items.stream().noneMatch(other -> other.isBetterThan(item)))
              .toList();
      List<Item> front = ParetoFront.of(items, Item::cost, Item::loss);
      assertEquals(new HashSet<>(expected), new HashSet<>(front));
      assertEquals(expected.size(), front.size());
      longest = Math.max(longest, front.size());
    }
    assertTrue(longest > 5, "only short fronts");
  }
}
