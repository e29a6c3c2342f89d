package org.microgptrom.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.RandomModels;

/**
 * The timeline of a token; that its cycles are those of the circuit, simulations show elsewhere.
 */
class TimelineTest {
  @Test
  void theTimelineHoldsTheProgramOnceAndEndsWithTheToken() {
    int timelines = 0;
    for (int seed = 0; seed < 20; seed++) {
      ModelConfig config = seed == 0 ? ModelConfig.microgpt(27) : RandomModels.shape(seed);
      for (int lanes : List.of(1, 16, 64)) {
        Schedule schedule = new Schedule(config, lanes, false);
        for (int position : List.of(0, config.context() - 1)) {
          check(config, schedule.timeline(position), schedule.drawnCycles(position));
          timelines++;
        }
      }
    }
    assertEquals(120, timelines);
  }

  private static void check(ModelConfig config, List<Schedule.Span> spans, long cycles) {
    assertEquals(cycles, spans.get(spans.size() - 1).last());
    assertEquals("sample", spans.get(spans.size() - 1).step());
    assertEquals(
        new Schedule.Span("vector", "embedding", -1, 0, spans.get(0).last()), spans.get(0));
    for (Schedule.Span span : spans) {
      assertTrue(0 <= span.first() && span.first() <= span.last(), span::toString);
    }
    List<Schedule.Span> matrix =
        spans.stream().filter(span -> span.unit().equals("matrix")).toList();
    for (int i = 1; i < matrix.size(); i++) {
      int second = i;
      assertTrue(
          matrix.get(i - 1).last() < matrix.get(i).first(),
          () -> "two words in one cycle: " + matrix.get(second - 1) + ", " + matrix.get(second));
    }
    List<String> expected = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      expected.addAll(List.of("query", "key", "value"));
      expected.addAll(Collections.nCopies(config.heads(), "score"));
      expected.addAll(List.of("mix", "project", "expand", "contract"));
    }
    expected.add("head");
    assertEquals(expected, matrix.stream().map(Schedule.Span::step).toList());
    assertEquals(2 * config.layers() + 1, count(spans, "norm"));
    assertEquals(config.layers() * config.heads(), count(spans, "weights"));
  }

  private static int count(List<Schedule.Span> spans, String step) {
    return (int) spans.stream().filter(span -> span.step().equals(step)).count();
  }
}
