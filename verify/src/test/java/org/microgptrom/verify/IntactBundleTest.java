package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestArchives;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.verify.report.Counts;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.report.VerificationText;

@Tag("slow")
class IntactBundleTest {
  private static final Progress NOBODY = (step, done, total) -> {};

  /** Of the codes of each tensor, cyclically. */
  private static final List<List<Integer>> BITS =
      List.of(
          List.of(16), List.of(4), List.of(8), List.of(3), List.of(2), List.of(8, 8, 4, 3, 16, 2));

  @TempDir Path folder;

  @Test
  void countsOfMicrogptsOwnShape() {
    TestBundle bundle =
        new TestBundle(ModelConfig.microgpt(27), RandomModels.Weights.MODERATE, 16, 1);
    VerificationReport report =
        Verifier.verify(BundleFiles.write(folder.resolve("b"), bundle.files()), NOBODY);
    assertTrue(report.passed(), () -> report.difference().message());
    Counts counts = report.counts();
    // 9 parameters, 3 lanes images, exp2 and constants; in 3 formats, and 2 vectors, the circuit,
    // the
    // manifest and its provenance; no sums.
    assertEquals(14 * 3, counts.romFiles());
    assertEquals(14 * 3 + 2 + Circuit.paths().size() + 2, counts.files());
    // Tiles of 4 x 4: 4 x 16 of attention, 2 x 64 of the MLP, 7 x 4 of the head, which ends in a
    // row of padding; 27 + 16 rows of embeddings have none.
    long lanesValues = (64 + 128 + 28) * 16 + (27 + 16) * 16;
    long tables = 256 + 97 + 33;
    long values = 4192 + lanesValues + 256 + 218;
    assertEquals(Map.of("readmemh", values, "mif", values, "coe", values), counts.values());
    assertEquals(3 * values, counts.allValues());
    assertEquals(tables, counts.tableEntries());
    assertEquals(lanesValues, counts.layoutValues());
    assertEquals(2, counts.vectors().layouts());
    assertEquals(2 * (2 + 3 * 4), counts.vectors().sequences());
    assertEquals(2 * 2 * 16 * 27, counts.vectors().logits());
    long drawn =
        bundle.sampled.stream()
            .flatMap(run -> run.sequences().stream())
            .mapToLong(sequence -> sequence.tokens().size())
            .sum();
    assertEquals(2 * drawn, counts.vectors().tokens());
    assertEquals(2 * drawn, counts.vectors().states());
    assertEquals(2 * (2 + 3), counts.vectors().saturations());
    assertEquals(27, counts.vectors().tokensReached());
    assertEquals(16, counts.vectors().positionsReached());
    assertEquals(0, counts.mismatches());
    // 2 digest checks, the provenance, 42 images, tables, layouts, 2 models, 2 x 2 vectors and
    // their amount, the circuit and its settings; materials and circuit sources, not compared
    assertEquals(2 + 1 + 42 + 1 + 1 + 2 + 5 + 2 + 2, report.checks().size());
    List<String> summary = VerificationText.lines(report);
    assertTrue(summary.get(2).contains("4,192 weights in 3 formats and 2 layouts: 25,152 words"));
    assertTrue(summary.get(7).startsWith("PASSED"), summary::toString);
  }

  @Test
  void anyShapeInAnyContainerGivesTheSameReport() throws IOException {
    int bundles = 0;
    for (int seed = 0; seed < 24; seed++) {
      RandomModels.Weights weights =
          seed % 2 == 0 ? RandomModels.Weights.MODERATE : RandomModels.Weights.FULL_SCALE;
      List<Integer> bits = BITS.get(seed % BITS.size());
      TestBundle bundle =
          new TestBundle(RandomModels.shape(seed), weights, bits, 1 << seed % 9, Variant.ONE, seed);
      Map<String, byte[]> files = bundle.files();
      List<Path> containers = new ArrayList<>();
      containers.add(BundleFiles.write(folder.resolve("folder" + seed), files));
      for (TestArchives.Kind kind : TestArchives.Kind.values()) {
        Path archive = folder.resolve("archive" + seed + kind);
        containers.add(TestArchives.write(archive, kind, TestArchives.entries(files)));
      }
      byte[] first = null;
      for (Path container : containers) {
        VerificationReport report = Verifier.verify(container, NOBODY);
        assertTrue(report.passed(), () -> container + ": " + report.difference().message());
        first = first == null ? report.toJson() : first;
        assertArrayEquals(first, report.toJson());
        bundles++;
      }
    }
    assertEquals(72, bundles);
  }

  @Test
  void progressReachesTheTotalOfEveryStep() {
    TestBundle bundle = new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 1);
    Path path = BundleFiles.write(folder.resolve("b"), bundle.files());
    List<String> finished = new ArrayList<>();
    Verifier.verify(
        path,
        (step, done, total) -> {
          assertTrue(done > 0 && done <= total, step + " " + done + " of " + total);
          if (done == total) {
            finished.add(step);
          }
        });
    assertEquals(
        List.of("digests", "images", "vectors/teacher_forced.jsonl", "vectors/sampled.jsonl"),
        finished);
  }
}
