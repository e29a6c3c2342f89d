package org.microgptrom.verify.rtl;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.rom.Vectors;
import org.microgptrom.model.testing.RandomModels.Weights;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.simulate.result.CycleCounts;
import org.microgptrom.simulate.result.ResultComparison;
import org.microgptrom.simulate.result.ResultReader;
import org.microgptrom.simulate.result.Tally;
import org.microgptrom.simulate.stimulus.Expectations;
import org.microgptrom.simulate.stimulus.GoldenInputs;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.stimulus.Stimulus;
import org.microgptrom.simulate.tool.Icarus;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Target;

/** A small circuit with the sequences that it is given, once right and then with faults. */
final class MutationSubject {
  /** Of the bench: it ends when there was no event for so long. */
  private static final String PATIENCE = "quiet > Patience";

  private static final String STIMULUS = "stimulus.txt";
  private static final String RESULT = "result.txt";
  private static final long ENOUGH = 10_000_000;

  private final String name;
  private final int streams;
  private final QuantizedModel model;
  private final MemoryMap map;
  private final List<Sequence> sequences;
  private final Map<String, String> files = new LinkedHashMap<>();
  private long cycles = ENOUGH; // after which a circuit is given up

  /**
   * A circuit.
   *
   * @param bits of the codes of each tensor, cyclically
   */
  MutationSubject(
      String name,
      ModelConfig config,
      Weights weights,
      List<Integer> bits,
      int lanes,
      Variant variant,
      long seed,
      int tokens) {
    this.name = name;
    this.streams = variant.streams();
    TestBundle bundle = new TestBundle(config, weights, bits, lanes, variant, seed);
    this.model = bundle.quantized().model();
    this.map = bundle.map();
    Expectations stimulus =
        Stimulus.of(
            model, new GoldenInputs(List.of(), List.of(shortened(bundle.sampled.get(1)))), tokens);
    this.sequences = (streams == 1 ? stimulus : stimulus.alone()).sequences();
    Map<String, byte[]> packed = bundle.files();
    files.put(Circuit.PARAMETERS, text(packed.get(Circuit.PARAMETERS)));
    Circuit.sources().forEach(s -> files.put(Circuit.FOLDER + s, text(Circuit.source(s))));
    for (String image : CircuitParameters.images(map)) {
      String path = MemoryFormat.READMEMH.path(image);
      files.put(path, text(packed.get(path)));
    }
  }

  /** Two sequences, of which the second goes on with the generator's state. */
  private static Vectors.Sampled shortened(Vectors.Sampled run) {
    return new Vectors.Sampled(run.scale(), run.seed(), run.sequences().subList(0, 2), 0);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The files of the right circuit, by their paths in a bundle. */
  Map<String, String> files() {
    return files;
  }

  /** The shape of its model. */
  ModelConfig config() {
    return model.config();
  }

  /** The codes of its model. */
  Codes codes() {
    return model.formats().codes();
  }

  /** The places of its words. */
  MemoryMap map() {
    return map;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Simulates the right circuit, which bounds the time that wrong ones get later. */
  void requireRight(Path folder) throws IOException {
    Simulator.Build build = compile(folder, files);
    List<ResultComparison> comparisons = comparisons(sequences, new Tally(Target.ICARUS));
    assertNull(fault(folder, build, sequences), name);
    try (BufferedReader reader = Files.newBufferedReader(folder.resolve(RESULT))) {
      ResultReader.read(reader, comparisons);
    }
    cycles = 2 * comparisons.stream().mapToLong(ResultComparison::totalCycles).max().orElseThrow();
  }

  /**
   * Simulates the circuit of these files.
   *
   * @param first how many sequences are simulated before all are: few find most faults
   * @return the check that fails first and how, or null if all agrees
   */
  String fault(Path folder, Map<String, String> circuit, int first) throws IOException {
    Simulator.Build build = compile(folder, circuit);
    String early = first == 0 ? null : fault(folder, build, sequences.subList(0, first));
    return early != null ? early : fault(folder, build, sequences);
  }

  private String fault(Path folder, Simulator.Build build, List<Sequence> given)
      throws IOException {
    Files.write(folder.resolve(STIMULUS), given.stream().map(Sequence::line).toList());
    HdlTool.Result run = build.run(List.of("+stimulus=" + STIMULUS, "+result=" + RESULT));
    if (!run.succeeded()) {
      return "exit code " + run.exitCode() + ": " + run.output();
    }
    Tally tally = new Tally(Target.ICARUS);
    try (BufferedReader reader = Files.newBufferedReader(folder.resolve(RESULT))) {
      ResultReader.read(reader, comparisons(given, tally));
    }
    return tally.checks("").stream()
        .filter(check -> check.outcome() != Check.Outcome.PASSED)
        .findFirst()
        .map(check -> check.name() + ": " + check.difference().message())
        .orElse(null);
  }

  private List<ResultComparison> comparisons(List<Sequence> given, Tally tally) {
    Expectations expected = Expectations.of(model, given);
    return ResultComparison.ofStreams(
        streams == 1 ? expected : expected.alone(), streams, tally, new CycleCounts());
  }

  private Simulator.Build compile(Path folder, Map<String, String> circuit) throws IOException {
    for (Map.Entry<String, String> file : circuit.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, simulated(file.getValue()));
    }
    try {
      return new Icarus().compile(folder, "bench", Circuit.paths(), List.of(), false);
    } catch (Simulator.BuildException e) {
      throw new AssertionError("not a circuit: " + e.getMessage(), e);
    }
  }

  private String simulated(String source) {
    return source.replace(PATIENCE, "now > " + cycles);
  }
}
