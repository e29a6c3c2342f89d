package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.rom.Vectors;

class VectorAmountTest {
  private static final int CONTEXT = 16;

  /** The budget 4,000 is 2,000 teacher-forced tokens and four shares of 500. */
  @Test
  void fewerVectorsThanTheBudgetGivesAreFound() {
    assertEquals(0, check(1_985, 485, 4).mismatches());
    Check forced = check(1_984, 485, 4);
    assertEquals("vectors/teacher_forced.jsonl", Shown.of(forced.difference()).file());
    String message = "holds 1984 tokens, at least 1985 expected for the 4000 tokens";
    assertTrue(forced.difference().message().contains(message), forced::toString);
    assertEquals(3, check(1_985, 484, 4).mismatches()); // the greedy run has one sequence
    Check runs = check(1_985, 485, 3);
    assertTrue(runs.difference().message().contains("holds 3 runs, at least 4"), runs::toString);
  }

  private static Check check(int forced, int sampled, int runs) {
    VectorAmount amount = new VectorAmount(CONTEXT);
    amount.add(new Vectors.TeacherForced(tokens(forced), List.of(), 0));
    for (int run : IntStream.range(0, runs).toArray()) {
      int tokens = run == 1 ? 1 : sampled;
      Generation sequence = new Generation(tokens(tokens), Collections.nCopies(tokens, 0L));
      amount.add(new Vectors.Sampled(run == 1 ? 0 : 100, 1, List.of(sequence), 0));
    }
    return amount.check(4_000);
  }

  private static List<Integer> tokens(int count) {
    return Collections.nCopies(count, 0);
  }
}
