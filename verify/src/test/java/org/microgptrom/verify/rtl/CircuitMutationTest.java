package org.microgptrom.verify.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.rtl.Circuit;

/**
 * Every fault of the table {@code mutations.csv}, planted into small circuits, is found by what
 * {@code verify --rtl} does, and those that can't be found are named with the reason.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class CircuitMutationTest {
  private static final int MUTATIONS = 187;
  private static final int CAUGHT = 180;

  /**
   * The table names the one that shows a fault, mostly the first. The tiny ones were searched for
   * what is rare: a sum that rounds to one above the largest word (60), sequences in which only one
   * kind of clamp occurs or only what looks like one (12, 373, 978, 1595, 2, narrow), squares so
   * small that epsilon counts (1595, 2446).
   */
  private static final List<MutationSubject> SUBJECTS =
      List.of(
          subject("moderate", new ModelConfig(1, 8, 2, 8, 16, 10), Weights.MODERATE, 8, 3, 50),
          tiny(1, 12),
          tiny(1, 60),
          tiny(1, 373),
          tiny(1, 978),
          tiny(1, 1595),
          tiny(1, 2446),
          tiny(2, 2),
          subject("full scale", new ModelConfig(2, 4, 2, 4, 6, 7), Weights.FULL_SCALE, 8, 5, 36),
          subject("odd", new ModelConfig(2, 12, 2, 16, 20, 33), Weights.MODERATE, 16, 5, 50),
          narrow(
              "narrow 3",
              new ModelConfig(1, 8, 2, 8, 15, 10),
              List.of(8, 4, 2, 3, -4, 16, 8, 4, -3),
              16,
              3,
              50),
          narrow(
              "tiny narrow",
              new ModelConfig(1, 4, 1, 5, 4, 5),
              List.of(8, 8, 4, 8, 8, 8, 8, 8, 8),
              8,
              46,
              24),
          new MutationSubject(
              "units",
              new ModelConfig(1, 8, 2, 8, 16, 10),
              Weights.MODERATE,
              List.of(16),
              8,
              new Variant(4, 2),
              3,
              50),
          new MutationSubject(
              "first layer",
              new ModelConfig(2, 8, 2, 8, 16, 10),
              Weights.MODERATE,
              List.of(16),
              8,
              new Variant(3, 1, true),
              3,
              50));

  private static final Set<String> SPECIAL = Set.of("units", "first layer");

  private static final ConcurrentLinkedQueue<Mutation> RUN = new ConcurrentLinkedQueue<>();

  @TempDir static Path right;

  private static MutationSubject subject(
      String name, ModelConfig config, Weights weights, int lanes, long seed, int tokens) {
    return new MutationSubject(
        name, config, weights, List.of(16), lanes, Variant.ONE, seed, tokens);
  }

  /** A circuit of codes, whose h or logits end within a group. */
  private static MutationSubject narrow(
      String name, ModelConfig config, List<Integer> bits, int lanes, long seed, int tokens) {
    return new MutationSubject(
        name, config, Weights.MODERATE, bits, lanes, Variant.ONE, seed, tokens);
  }

  private static MutationSubject tiny(int embd, long seed) {
    ModelConfig config = new ModelConfig(1, embd, 1, embd + 1, embd, embd + 1);
    return subject("tiny " + seed, config, Weights.FULL_SCALE, 1, seed, 24);
  }

  @BeforeAll
  static void theRightCircuitsPass() throws IOException {
    ExternalTool.named("iverilog");
    for (MutationSubject subject : SUBJECTS) {
      subject.requireRight(Files.createDirectory(right.resolve(subject.toString())));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "mutations.csv", numLinesToSkip = 1)
  void mutation(
      String name,
      String circuit,
      String file,
      String text,
      Integer occurrence,
      String replacement,
      String equivalent,
      @TempDir Path folder)
      throws IOException {
    Mutation mutation = new Mutation(name, file, text, occurrence, replacement, equivalent);
    RUN.add(mutation);
    assertEquals(circuit == null, equivalent != null, "either a circuit or a reason");
    List<MutationSubject> simulated =
        SUBJECTS.stream()
            .filter(
                s ->
                    circuit == null
                        ? !s.tiny() && !SPECIAL.contains(s.toString())
                        : s.toString().equals(circuit))
            .toList();
    assertFalse(simulated.isEmpty(), "no circuit " + circuit);
    for (MutationSubject subject : simulated) {
      Path own = Files.createDirectory(folder.resolve(subject.toString()));
      String fault = subject.fault(own, mutation.in(subject), equivalent == null ? 1 : 0);
      System.out.println(name + "; " + subject + "; " + fault);
      if (equivalent == null) {
        assertNotNull(fault, name + " survives in " + subject);
      } else {
        assertNull(fault, name + " is said to be equivalent: " + equivalent);
      }
    }
  }

  @AfterAll
  static void allRan() {
    assumeFalse(RUN.isEmpty(), "no simulator");
    assertEquals(MUTATIONS, RUN.size());
    assertEquals(MUTATIONS, RUN.stream().distinct().count());
    long caught = RUN.stream().filter(mutation -> mutation.equivalent() == null).count();
    assertEquals(CAUGHT, caught);
    Set<String> files = RUN.stream().map(Mutation::file).collect(Collectors.toSet());
    for (String path : Circuit.synthesisPaths()) {
      String file = path.substring(Circuit.FOLDER.length());
      assertTrue(files.contains(file), () -> "no fault of " + file + " was planted");
    }
  }
}
