package org.microgptrom.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.finding.Step;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.Shown;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.rom.Vectors;
import org.microgptrom.model.testing.RandomModels;

/** Golden vectors that were changed, and every digest mended. */
@Tag("slow")
class VectorSabotageTest {
  @TempDir Path folder;

  @Test
  void everyForgedNumberOfAVectorIsFoundInItsPlace() {
    int cases = 0;
    TestBundle right = bundle();
    for (int line = 0; line < right.teacherForced.size(); line++) {
      for (int position = 0; position < right.config().context(); position++) {
        for (int token = 0; token < right.config().vocabSize(); token++) {
          TestBundle bundle = bundle();
          Vectors.TeacherForced vector = bundle.teacherForced.get(line);
          List<List<Integer>> logits = new ArrayList<>(vector.logits());
          int logit = logits.get(position).get(token);
          logits.set(position, set(logits.get(position), token, logit + 1));
          bundle.teacherForced.set(
              line, new Vectors.TeacherForced(vector.tokens(), logits, vector.saturations()));
          Shown difference = failure(bundle);
          assertEquals(new Step("tensor", "logit", 0, position, token), difference.step());
          assertEquals(line + 1L, difference.line());
          assertEquals(Integer.toString(logit), difference.expected());
          assertEquals(Integer.toString(logit + 1), difference.actual());
          cases++;
        }
      }
    }
    for (int line = 0; line < right.sampled.size(); line++) {
      List<Generation> sequences = right.sampled.get(line).sequences();
      for (int sequence = 0; sequence < sequences.size(); sequence++) {
        Generation g = sequences.get(sequence);
        for (int position = 0; position < g.tokens().size(); position++) {
          int token = g.tokens().get(position) == 0 ? 1 : 0;
          Generation otherToken = new Generation(set(g.tokens(), position, token), g.states());
          requireStep(line, sequence, position, "token", otherToken);
          Generation otherState =
              new Generation(g.tokens(), set(g.states(), position, g.states().get(position) ^ 1));
          requireStep(line, sequence, position, "generator state", otherState);
          cases += 2;
        }
        int last = g.tokens().size();
        Generation shorter =
            new Generation(g.tokens().subList(0, last - 1), g.states().subList(0, last - 1));
        requireStep(line, sequence, last, "length", shorter);
        cases++;
      }
    }
    assertTrue(cases > 60, "only " + cases);
  }

  @Test
  void wrongSaturationsAndImpossibleVectorsAreFound() {
    List<Consumer<TestBundle>> changes =
        List.of(
            b -> forced(b, b.teacherForced.get(0).tokens(), b.teacherForced.get(0).logits(), 1),
            b -> forced(b, List.of(), List.of(), 0),
            b -> forced(b, List.of(0), List.of(), 0),
            b -> forced(b, List.of(0), List.of(List.of(1)), 0),
            b -> forced(b, List.of(-1), List.of(List.of(1, 2, 3)), 0),
            b -> forced(b, List.of(3), List.of(List.of(1, 2, 3)), 0),
            b -> forced(b, Collections.nCopies(4, 0), Collections.nCopies(4, List.of(1, 2, 3)), 0),
            b -> b.teacherForced.clear(),
            b -> b.sampled.clear(),
            b -> sampled(b, b.sampled.get(0).scale(), b.sampled.get(0).seed(), 77),
            b -> sampled(b, -1, 1, 0),
            b -> sampled(b, 65536, 1, 0),
            b -> sampled(b, 0, 0, 0),
            b -> sampled(b, 0, 1L << 32, 0),
            b -> b.sampled.set(0, new Vectors.Sampled(0, 1, List.of(), 0)),
            b ->
                b.sampled.set(
                    0,
                    new Vectors.Sampled(0, 1, List.of(new Generation(List.of(), List.of())), 0)));
    for (Consumer<TestBundle> change : changes) {
      TestBundle bundle = bundle();
      change.accept(bundle);
      Shown difference = failure(bundle);
      assertTrue(difference.file().startsWith("vectors/"), difference::toString);
      assertEquals(1, difference.line());
    }
    assertEquals(16, changes.size());
  }

  @Test
  void vectorsThatAreNoJsonOfOursAreFound() {
    Map<String, byte[]> files = bundle().files();
    List<String> lines =
        List.of(
            "",
            "{}",
            "null",
            "[]",
            "{\"tokens\":[NaN],\"logits\":[[1,2,3]],\"saturations\":0}",
            "{\"tokens\":[null],\"logits\":[[1,2,3]],\"saturations\":0}",
            "{\"tokens\":[0],\"logits\":[null],\"saturations\":0}",
            "{\"tokens\":[0],\"logits\":[[1,2,null]],\"saturations\":0}",
            "{\"tokens\":[0.0],\"logits\":[[1,2,3]],\"saturations\":0}",
            "{\"tokens\":[0],\"logits\":[[1,2,1e400]],\"saturations\":0}",
            "{\"tokens\":[0],\"logits\":[[1,2,3]],\"saturations\":\"0\"}",
            "{\"tokens\":[99999999999],\"logits\":[[1,2,3]],\"saturations\":0}",
            "{\"tokens\":[0],\"tokens\":[0],\"logits\":[[1,2,3]],\"saturations\":0}",
            "{\"tokens\":[0],\"logits\":[[1,2,3]],\"saturations\":0,\"more\":1}",
            "[".repeat(100_000));
    for (String line : lines) {
      String text = new String(files.get(Vectors.TEACHER_FORCED), StandardCharsets.UTF_8) + line;
      Verdict verdict =
          Verdict.on(
              folder,
              BundleFiles.mended(BundleFiles.with(files, Vectors.TEACHER_FORCED, text + "\n")));
      assertTrue(verdict.failed(), verdict::toString);
      assertEquals(2, verdict.difference().line(), verdict::toString);
    }
    assertEquals(15, lines.size());
  }

  private void requireStep(
      int line, int sequence, int position, String quantity, Generation replacement) {
    TestBundle bundle = bundle();
    Vectors.Sampled run = bundle.sampled.get(line);
    List<Generation> sequences = set(run.sequences(), sequence, replacement);
    bundle.sampled.set(
        line, new Vectors.Sampled(run.scale(), run.seed(), sequences, run.saturations()));
    Shown difference = failure(bundle);
    assertEquals(new Step("tensor", quantity, sequence, position, null), difference.step());
    assertEquals(line + 1L, difference.line());
  }

  private Shown failure(TestBundle bundle) {
    Verdict verdict = Verdict.on(folder, bundle.files());
    assertTrue(verdict.failed(), verdict::toString);
    return verdict.difference();
  }

  private static void forced(
      TestBundle bundle, List<Integer> tokens, List<List<Integer>> logits, long more) {
    long saturations = bundle.teacherForced.get(0).saturations() + more;
    bundle.teacherForced.set(0, new Vectors.TeacherForced(tokens, logits, saturations));
  }

  private static void sampled(TestBundle bundle, int scale, long seed, long saturations) {
    List<Generation> sequences = bundle.sampled.get(0).sequences();
    bundle.sampled.set(0, new Vectors.Sampled(scale, seed, sequences, saturations));
  }

  private static <T> List<T> set(List<T> list, int index, T value) {
    List<T> changed = new ArrayList<>(list);
    changed.set(index, value);
    return changed;
  }

  private static TestBundle bundle() {
    return new TestBundle(TestBundle.tiny(), RandomModels.Weights.MODERATE, 4, 5);
  }
}
