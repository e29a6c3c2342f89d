package org.microgptrom.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.Interleaving;

/** The cycles of several streams are predicted exactly, whatever they share. */
@Tag("slow")
class TokenCyclesTest {
  private static int compared;

  @TempDir Path temp;

  /** Rows: layers, width, heads, context, hidden, symbols; lanes, streams, units, precomputed. */
  @ParameterizedTest
  @CsvSource({
    "1, 8, 2, 8, 16, 10, 16, 1, 1, false",
    "1, 16, 4, 6, 32, 7, 64, 3, 1, true",
    "1, 16, 4, 6, 32, 7, 16, 4, 1, true",
    "2, 8, 2, 4, 16, 5, 1, 3, 1, false",
    "2, 8, 2, 4, 16, 5, 16, 5, 1, true",
    "2, 8, 2, 4, 16, 10, 32, 4, 2, true",
    "1, 8, 8, 9, 8, 3, 8, 6, 3, true"
  })
  void streamsTakeWhatIsPredicted(
      int layers,
      int embd,
      int heads,
      int context,
      int hidden,
      int symbols,
      int lanes,
      int streams,
      int units,
      boolean precomputed)
      throws IOException {
    ExternalTool.named("iverilog");
    ExternalTool.named("verilator");
    ModelConfig config = new ModelConfig(layers, embd, heads, context, hidden, symbols);
    Variant variant = new Variant(streams, units, precomputed);
    TestBundle content = new TestBundle(config, Weights.MODERATE, lanes, variant, 7);
    Map<String, byte[]> files = new LinkedHashMap<>(content.files());
    Circuit.sources().forEach(name -> files.put(Circuit.FOLDER + name, Circuit.source(name)));
    BundleFiles.write(temp, BundleFiles.mended(files));
    try (Bundle bundle = Bundle.open(temp)) {
      TokenCycles counted = TokenCycles.measure(bundle, content.quantized().model()).orElseThrow();
      long[] predicted = Interleaving.drawnCycles(bundle.manifest());
      assertEquals(predicted[0], counted.first());
      assertEquals(predicted[context - 1], counted.last());
      assertEquals(LongStream.of(predicted).sum(), counted.total());
    }
    compared++;
  }

  @AfterAll
  static void allWereCompared() {
    assertEquals(7, compared);
  }
}
