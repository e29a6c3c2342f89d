package org.microgptrom.rtl.synth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of nextpnr-ice40 0.4 and nextpnr-ecp5 0.7 become progress. */
class RouterProgressTest {
  private final List<String> told = new ArrayList<>();
  private final RouterProgress progress =
      new RouterProgress(
          told::add, (step, done, total) -> told.add(step + " " + done + "/" + total));

  @Test
  void theFirstPlacerLineIsToldAndTheNextOnesNowAndThen() {
    hear(
        "Info: Running main analytical placer.",
        "Info:     at iteration #1, type ALL: wirelen solved = 967, spread = 42108, legal = 53471;"
            + " time = 0.23s",
        "Info:     at iteration #2, type ALL: wirelen solved = 2038, spread = 34550, legal = 46401;"
            + " time = 0.23s");
    assertEquals(List.of("  placing: iteration 1, wire length 53471"), told);
  }

  @Test
  void refinementIsPlacingToo() {
    hear("Info:   at iteration #38: temp = 0.000000, timing cost = 505, wirelen = 23930 ");
    assertEquals(List.of("  placing: iteration 38, wire length 23930"), told);
  }

  @Test
  void routedConnectionsAreCounted() {
    hear(
        "Info:       1000 |       21        978 |   21   978 |     12662|       0.69       0.69|",
        "Info: Routing 13637 arcs.",
        "Info:            |   (re-)routed arcs  |   delta    | remaining|       time spent     |",
        "Info:       1000 |       21        978 |   21   978 |     12662|       0.69       0.69|",
        "Info:      24284 |     7452      16149 |  100   185 |         0|       0.16       8.04|",
        "Info: Routing complete.");
    assertEquals(
        List.of("  routing 13637 connections", "routing 975/13637", "routing 13637/13637"), told);
  }

  @Test
  void theSecondRouterTellsWhatIsLeft() {
    hear("Info:     iter=3 wires=85012 overused=417 overuse=420 archfail=NA");
    assertEquals(List.of("  routing: iteration 3, wires used twice: 417"), told);
  }

  private void hear(String... lines) {
    for (String line : lines) {
      progress.accept(line);
    }
  }
}
