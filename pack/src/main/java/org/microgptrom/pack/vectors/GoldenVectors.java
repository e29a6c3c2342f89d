package org.microgptrom.pack.vectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.FastSimulator;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.Saturations;
import org.microgptrom.model.fixed.SoloSimulator;
import org.microgptrom.model.fixed.Temperature;
import org.microgptrom.model.fixed.TokenSimulator;
import org.microgptrom.model.rom.Region;
import org.microgptrom.model.rom.Vectors;

/**
 * The golden vectors of a model, within a budget of tokens fed to the simulator. Up to a quarter of
 * it goes to documents, up to a half to documents and random sequences, and a half to sampled ones.
 * Only whole sequences are taken. The first teacher-forced and the first sampled sequence are taken
 * even if they alone exceed the budget.
 */
public final class GoldenVectors {
  /**
   * The seed of the sampled sequences, the example of Marsaglia's xorshift paper (2003); its first
   * states are well mixed.
   */
  private static final int SEED = (int) 2_463_534_242L;

  /**
   * The temperatures of the sampled runs, in the order in which a shrinking budget drops them from
   * the end; 0 is greedy.
   */
  private static final List<Double> TEMPERATURES = List.of(1.0, 0.0, 0.5, 2.0);

  /**
   * The number of logits that are computed at once, which bounds the memory that waits for its turn
   * to be written.
   */
  private static final int LOGITS_AT_ONCE = 1 << 22;

  /**
   * The most parameters of a model of which another copy, in another order, costs little memory.
   */
  private static final long MOST_SOLO = 1 << 23;

  private final QuantizedModel model;
  private final ModelConfig config;
  private final List<String> documents;
  private final int budget;

  /**
   * The golden vectors of a model.
   *
   * @param budget number of tokens fed to the simulator, at least 1
   */
  public GoldenVectors(Quantized quantized, int budget) {
    this.model = quantized.model();
    this.config = model.config();
    this.documents = quantized.documents();
    this.budget = budget;
  }

  /**
   * The golden logits of documents and of random sequences, computed by the fast simulator:
   * replaying them with {@link GoldenSimulator}, as verification does, compares the two simulators.
   */
  public Stream<Vectors.TeacherForced> teacherForced() {
    List<List<Integer>> inputs = inputs();
    FastSimulator simulator = new FastSimulator(model);
    int atOnce = Math.max(1, LOGITS_AT_ONCE / (config.context() * config.vocabSize()));
    return IntStream.range(0, Region.ceilDiv(inputs.size(), atOnce))
        .mapToObj(i -> inputs.subList(i * atOnce, Math.min(inputs.size(), (i + 1) * atOnce)))
        .flatMap(part -> logits(simulator, part));
  }

  /** The sampled sequences, one run per temperature, as a parallel stream. */
  public Stream<Vectors.Sampled> sampled() {
    int half = Math.max(1, budget / 2);
    int runs = Math.max(1, Math.min(TEMPERATURES.size(), half / config.context()));
    return TEMPERATURES.subList(0, runs).parallelStream()
        .map(temperature -> sample(Temperature.scale(temperature), half / runs));
  }

  private List<List<Integer>> inputs() {
    List<List<Integer>> inputs = new ArrayList<>();
    int spent = 0;
    for (List<Integer> input : documentInputs()) {
      if (inputs.isEmpty() || spent + input.size() <= budget / 4) {
        inputs.add(input);
        spent += input.size();
      }
    }
    RandomTokens random = new RandomTokens(config.vocabSize(), SEED);
    while (inputs.isEmpty() || spent + config.context() <= budget / 2) {
      inputs.add(random.sequence(config.context()));
      spent += config.context();
    }
    return inputs;
  }

  /**
   * The tokens that the model reads of each document; documents that a short context makes equal
   * are taken once.
   */
  private List<List<Integer>> documentInputs() {
    return documents.stream()
        .map(document -> model.vocabulary().sequence(document, config.context()))
        .map(sequence -> Arrays.stream(sequence).limit(sequence.length - 1L).boxed().toList())
        .distinct()
        .toList();
  }

  private static Stream<Vectors.TeacherForced> logits(
      FastSimulator simulator, List<List<Integer>> inputs) {
    List<List<List<Integer>>> logits =
        inputs.stream().<List<List<Integer>>>map(input -> new ArrayList<>()).toList();
    List<Saturations> saturations =
        simulator.run(
            inputs.stream().map(GoldenVectors::tokens).toList(),
            (i, position, words) -> logits.get(i).add(Arrays.stream(words).boxed().toList()));
    return IntStream.range(0, inputs.size())
        .mapToObj(
            i ->
                new Vectors.TeacherForced(
                    inputs.get(i), logits.get(i), saturations.get(i).total()));
  }

  private static int[] tokens(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private Vectors.Sampled sample(int scale, int share) {
    TokenSimulator simulator =
        model.config().parameterCount() > MOST_SOLO
            ? new GoldenSimulator(model)
            : new SoloSimulator(model);
    Sampler sampler = new Sampler(model, scale, SEED);
    List<Generation> sequences = new ArrayList<>();
    int spent = 0;
    do {
      Generation sequence = Generation.generate(simulator, sampler);
      sequences.add(sequence);
      spent += sequence.tokens().size();
      // Greedy sequences are all alike, one says everything.
    } while (scale != Sampler.GREEDY && spent + config.context() <= share);
    return new Vectors.Sampled(
        scale, Integer.toUnsignedLong(SEED), sequences, simulator.saturations().total());
  }
}
