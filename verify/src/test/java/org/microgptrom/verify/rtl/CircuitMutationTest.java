package org.microgptrom.verify.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.provider.CsvSource;
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
  private static final int CAUGHT = 189;

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
              30),
          new MutationSubject(
              "first layer",
              new ModelConfig(2, 8, 2, 8, 16, 10),
              Weights.MODERATE,
              List.of(16),
              8,
              new Variant(3, 1, true),
              3,
              60));

  /** Changes of the sources that change nothing, with the reason. */
  private static final Map<Mutation, String> EQUIVALENT =
      Map.ofEntries(
          Map.entry(
              new Mutation(
                  "softmax: first of equals against earlier lanes",
                  "microgpt_softmax.sv",
                  "> $signed(value_i[o",
                  null,
                  ">= $signed(value_i[o"),
              "both lanes win and are combined by OR: equal values give the same value"),
          Map.entry(
              new Mutation(
                  "softmax: equal maximum taken again",
                  "microgpt_softmax.sv",
                  "> max_q",
                  null,
                  ">= max_q"),
              "the value that is taken equals the one that is there"),
          Map.entry(
              new Mutation(
                  "softmax: one bank of values",
                  "microgpt_softmax.sv",
                  "bank_q <= !bank_q",
                  null,
                  "bank_q <= bank_q"),
              "the next vector's groups are written in the cycle in which the ones before are read, at the earliest, and such a read gives the old word"),
          Map.entry(
              new Mutation(
                  "sampler: end of a piece reaches the threshold",
                  "microgpt_sampler.sv",
                  "<= threshold)",
                  null,
                  "< threshold)"),
              "the search begins a piece earlier and finds the same group, some cycles later"),
          Map.entry(
              new Mutation(
                  "weights: the narrowest codes asked for by their width",
                  "microgpt_weights.sv",
                  "Has >> (w + 1) == '0 || ",
                  null,
                  ""),
              "every matrix asks for a width that there is; what is read beside keys and values is not used"),
          Map.entry(
              new Mutation(
                  "ram: a read during a write gives anything",
                  "microgpt_ram.sv",
                  "unused_word = 1'b0",
                  null,
                  "unused_word = we_i && waddr_i == raddr_i"),
              "a word counts as there from the cycle after its write on; what is read before is not used"),
          Map.entry(
              new Mutation(
                  "ram: other words at the start",
                  "microgpt_ram.sv",
                  "mem[i] = '0",
                  null,
                  "mem[i] = '1"),
              "no word is read into a result before it was written; a masked lane's weight is 0"));

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
      @TempDir Path folder)
      throws IOException {
    Mutation mutation = new Mutation(name, file, text, occurrence, replacement);
    RUN.add(mutation);
    MutationSubject subject = subject(circuit);
    String fault = subject.fault(folder, mutation.in(subject, subject.files()), 1);
    System.out.println(name + "; " + subject + "; " + fault);
    assertNotNull(fault, name + " survives in " + subject);
  }

  /**
   * What changes nothing changes nothing together either: all that are said to be equivalent are
   * planted into one circuit; but those of the memory apart from the others, of which one relies on
   * what a memory gives that is read and written at once.
   */
  @ParameterizedTest(name = "{0}, memory {1}")
  @CsvSource({
    "moderate, true",
    "full scale, true",
    "odd, true",
    "narrow 3, true",
    "tiny narrow, true",
    "moderate, false",
    "full scale, false",
    "odd, false",
    "narrow 3, false",
    "tiny narrow, false"
  })
  void equivalentOnes(String circuit, boolean memory, @TempDir Path folder) throws IOException {
    List<Mutation> planted =
        EQUIVALENT.keySet().stream()
            .filter(each -> each.file().equals("microgpt_ram.sv") == memory)
            .toList();
    assertEquals(memory ? 2 : 5, planted.size());
    MutationSubject subject = subject(circuit);
    Map<String, String> files = subject.files();
    for (Mutation mutation : planted) {
      files = mutation.in(subject, files);
    }
    String fault = subject.fault(folder, files, 0);
    assertNull(fault, () -> "one is not equivalent of " + EQUIVALENT);
  }

  private static MutationSubject subject(String name) {
    return SUBJECTS.stream()
        .filter(subject -> subject.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no circuit " + name));
  }

  @AfterAll
  static void allRan() {
    assumeFalse(RUN.isEmpty(), "no simulator");
    assertEquals(CAUGHT, RUN.size());
    assertEquals(CAUGHT, RUN.stream().distinct().count());
    Set<String> files = RUN.stream().map(Mutation::file).collect(Collectors.toSet());
    for (String path : Circuit.synthesisPaths()) {
      String file = path.substring(Circuit.FOLDER.length());
      assertTrue(files.contains(file), () -> "no fault of " + file + " was planted");
    }
  }
}
