package org.microgptrom.cli.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.project.BoardDescription;
import org.microgptrom.rtl.synth.Resource;
import org.microgptrom.rtl.tools.HdlTool;

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
    if (!build.shortages().isEmpty()) {
      lines.add("a bundle of fewer lanes takes less: pack --lanes 1 takes the least");
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

  /**
   * Why there is no bitstream, and how to get one.
   *
   * @param missing the programs that were not found or are a vendor's
   * @param script the project's own, which starts them
   */
  public static String noBitstream(List<String> missing, Path script) {
    TreeSet<String> packages = new TreeSet<>();
    missing.forEach(program -> HdlTool.npmPackage(program).ifPresent(packages::add));
    return "no bitstream: not on the PATH or not known to this program: "
        + String.join(", ", missing)
        + "; "
        + script
        + " runs the tools"
        + (missing.stream().allMatch(program -> HdlTool.npmPackage(program).isPresent())
            ? ". Where Node 18 or later is, this installs them for 'board', here: npm install "
                + String.join(" ", packages)
            : "");
  }

  private static String mhz(double mhz) {
    return mhz == Math.rint(mhz) ? Long.toString(Math.round(mhz)) : Double.toString(mhz);
  }
}
