package org.microgptrom.board.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.microgptrom.board.catalog.Board;
import org.microgptrom.board.catalog.BoardCatalog;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;

/** Projects of a small model. */
final class TestProjects {
  static final ModelConfig CONFIG = new ModelConfig(1, 8, 2, 9, 16, 10);

  /** A circuit in the place of {@code microgpt_board}, which is placed in a second. */
  private static final String STAND_IN =
      """
      module microgpt_board (
        input wire logic clk_i, input wire logic rst_ni, input wire logic rx_i,
        output logic tx_o, output logic passed_o, output logic failed_o, output logic busy_o
      );
        logic [1:0] rx_q;
        logic [31:0] count_q, square_q;
        always_ff @(posedge clk_i) begin
          rx_q <= {rx_q[0], rx_i};
          count_q <= count_q + 32'(rx_q[1]) + 32'd1;
          square_q <= count_q + (count_q << 7) + (square_q << 3);
          if (!rst_ni) count_q <= '0;
        end
        assign {tx_o, passed_o, failed_o, busy_o} = {rx_q[1], square_q[31], count_q[31:30]};
      endmodule
      """;

  private final Path folder;

  /** Projects of a bundle that is written into this folder, which must not exist. */
  TestProjects(Path folder) {
    this.folder = folder;
    Map<String, byte[]> files =
        new TreeMap<>(new TestBundle(CONFIG, RandomModels.Weights.MODERATE, 1, 3).files());
    Circuit.sources().forEach(source -> files.put(Circuit.FOLDER + source, Circuit.source(source)));
    BundleFiles.write(folder, BundleFiles.mended(files));
  }

  Path folder() {
    return folder;
  }

  BoardProject of(String board) {
    Board named = BoardCatalog.get().named(board);
    return of(new BoardOptions(named, named.model().mhz(), BoardOptions.DEFAULT_BAUD, 1));
  }

  BoardProject of(BoardOptions options) {
    try (Bundle bundle = Bundle.open(folder)) {
      return BoardProject.of(bundle, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The project with a circuit behind its pins that takes the tools no time. */
  static BoardProject small(BoardProject project) {
    Map<String, byte[]> files = new HashMap<>(project.files());
    files.put("rtl/microgpt_board.sv", STAND_IN.getBytes(StandardCharsets.UTF_8));
    String script = text(project, "synth.ys");
    String all = script.lines().findFirst().orElseThrow();
    files.put(
        "synth.ys",
        script
            .replace(all, "read_verilog -sv rtl/microgpt_board.sv " + TopModule.PATH)
            .getBytes(StandardCharsets.UTF_8));
    return new BoardProject(project.board(), project.description(), files, project.commands());
  }

  static String text(BoardProject project, String path) {
    return new String(project.files().get(path), StandardCharsets.UTF_8);
  }
}
