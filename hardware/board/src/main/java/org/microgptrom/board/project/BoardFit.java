package org.microgptrom.board.project;

import java.util.List;
import java.util.stream.Collectors;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Planner;
import org.microgptrom.rtl.plan.Use;
import org.microgptrom.rtl.plan.Verdict;

/** Whether a board's FPGA holds a bundle's circuit, as far as a plan can tell. */
final class BoardFit {
  private BoardFit() {}

  /**
   * Requires that the FPGA's blocks hold all memories with their initial content, and that it has
   * enough LUTs for the logic, by a first estimate.
   *
   * @throws InputException if it does not; the error says what lacks and what to do
   */
  static void require(Bundle bundle, Board board) {
    if (board.fpga().isEmpty()) {
      return; // its resources are not known
    }
    Manifest manifest = bundle.manifest();
    int lanes = manifest.memoryMap().lanes();
    int scoreBits = CircuitParameters.scoreBits(manifest.config(), manifest.formats());
    boolean precomputed = manifest.memoryMap().precomputed();
    Planner planner = planner(manifest, precomputed, scoreBits);
    Plan plan = planner.plan(board.fpga().get(), lanes);
    if (holds(plan)) {
      return;
    }
    throw new InputException(
        bundle.path(),
        "does not fit on the board "
            + board.name()
            + ": with "
            + lanes
            + (lanes == 1 ? " lane" : " lanes")
            + " it needs "
            + needs(plan),
        holds(planner.plan(board.fpga().get(), 1))
            ? "pack it with fewer lanes: --lanes 1 takes the least"
            : precomputed && holds(planner(manifest, false, scoreBits).plan(board.fpga().get(), 1))
                ? "pack it without --precompute: --lanes 1 takes the least"
                : "'fit --device " + plan.device() + "' tells the largest model that it holds");
  }

  private static Planner planner(Manifest manifest, boolean precomputed, int scoreBits) {
    return new Planner(
        FpgaCatalog.get(),
        manifest.config(),
        manifest.formats().codes(),
        new Variant(1, 1, precomputed),
        scoreBits);
  }

  private static boolean holds(Plan plan) {
    return plan.fitsAs().contains(Verdict.ROM);
  }

  private static String needs(Plan plan) {
    List<Use> missing =
        plan.blocks().stream().filter(use -> !use.fits()).collect(Collectors.toList());
    if (!plan.luts().fits()) {
      missing.add(plan.luts());
    }
    if (missing.isEmpty()) {
      return "more memory blocks with initial content than the FPGA has";
    }
    return missing.stream()
        .map(use -> use.needed() + " " + use.name() + " of " + use.available())
        .collect(Collectors.joining(", "));
  }
}
