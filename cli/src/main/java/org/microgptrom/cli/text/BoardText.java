package org.microgptrom.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.rtl.synth.Resource;

/** Boards, and what was made for one, as text for people. */
public final class BoardText {
  private BoardText() {}

  /** The table of boards. */
  public static String table(List<Board> boards) {
    return TableText.of(
        List.of("board", "what it is", "FPGA", "MHz", "tools"),
        boards.stream()
            .map(
                board ->
                    List.of(
                        board.name(),
                        board.model().title(),
                        board.chip().part(),
                        mhz(board.model().mhz()),
                        board.tool().label()))
            .toList());
  }

  /** What was built. */
  public static List<String> lines(BoardDescription description, BoardDescription.Build build) {
    List<String> lines = new ArrayList<>(build.tools());
    lines.add("");
    lines.add(SynthesisText.resources(build.resources()));
    lines.add("");
    for (Resource shortage : build.shortages()) {
      lines.add(SynthesisText.shortage(shortage));
    }
    if (build.timing() != null) {
      lines.addAll(SynthesisText.timing(build.timing()));
      lines.add(
          build.timingMet()
              ? "the clock of " + mhz(description.clockMhz()) + " MHz is met"
              : String.format(
                  Locale.ROOT,
                  "too slow: the clock is %s MHz, the circuit reaches %.2f; no bitstream was"
                      + " written. Try --mhz %d or less, or another --seed",
                  mhz(description.clockMhz()),
                  build.timing().maxMhz(),
                  (int) build.timing().maxMhz()));
    }
    return lines;
  }

  private static String mhz(double mhz) {
    return mhz == Math.rint(mhz) ? Long.toString(Math.round(mhz)) : Double.toString(mhz);
  }
}
