package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.code.Coder;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.InputException;
import org.microgptrom.train.recipe.CodeTraining;
import org.microgptrom.train.recipe.DeviceKind;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.GivenWeights;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.CodeStart;
import org.microgptrom.train.state.Metrics;
import org.microgptrom.train.state.TrainingStore;

/** Trainings whose last steps fit the weights to codes. */
class CodeTrainingTest {
  private static final ModelConfig SHAPE = new ModelConfig(1, 8, 2, 8, 16, 5);
  private static final List<int[]> SEQUENCES = sequences(SHAPE, 200);
  private static final List<int[]> TRAINING = SEQUENCES.subList(0, 160);
  private static final List<int[]> HELD = SEQUENCES.subList(160, 200);

  @ParameterizedTest
  @EnumSource
  void fewBitsAreNearlyAsGoodAsFloat(EngineKind engine) {
    Heard heard = new Heard();
    TrainingResult result =
        train(SHAPE, TRAINING, HELD, options(engine, SHAPE, "4", 100, 100, 16), heard);
    CodeStart start = result.codeStart().orElseThrow();
    assertEquals(100, start.step());
    assertEquals(List.of(start), heard.starts);
    double loss = result.validationLoss().orElseThrow();
    assertTrue(loss < heard.fittedLoss, loss + ", not trained " + heard.fittedLoss);
    assertTrue(loss < start.floatLoss() + 0.05, loss + ", without codes " + start.floatLoss());
    assertTrue(result.step() > 100, "the weights that are kept have codes");
    requireCoded(SHAPE, result);
    assertEquals(loss, new ReferenceModel(SHAPE, result.weights()).loss(HELD), 1e-5);
    assertEquals(200, result.metrics().size());
    for (Metrics step : result.metrics()) {
      assertEquals(step.step() > 100, step.codes(), "step " + step.step());
    }
    assertEquals(loss, result.metrics().get(result.step() - 1).validationLoss());
    TrainingResult before =
        train(SHAPE, TRAINING, HELD, withoutCodes(engine, 100, 16), (metrics, steps) -> {});
    assertEquals(OptionalDouble.of(start.floatLoss()), before.validationLoss());
  }

  @Test
  void bothEnginesReachTheSameLoss() {
    List<Double> losses = new ArrayList<>();
    for (EngineKind engine : EngineKind.values()) {
      TrainingOptions options = options(engine, SHAPE, "3,wte=8", 150, 150, 32);
      losses.add(
          train(SHAPE, TRAINING, HELD, options, (m, s) -> {}).validationLoss().orElseThrow());
    }
    assertEquals(2, losses.size());
    assertEquals(losses.get(0), losses.get(1), 0.03);
  }

  /** Begins with the weights of another training as that would have gone on itself. */
  @ParameterizedTest
  @EnumSource
  void givenWeightsAreFittedAtOnce(EngineKind engine) {
    TrainingOptions first = withoutCodes(engine, 60, 16);
    TrainingResult before = train(SHAPE, TRAINING, HELD, first, (metrics, steps) -> {});
    Optional<GivenWeights> init = Optional.of(new GivenWeights(before.weights(), "00".repeat(32)));
    TrainingOptions onlyCodes = with(options(engine, SHAPE, "4", 0, 30, 16), init);
    Heard heard = new Heard();
    TrainingResult coded = train(SHAPE, TRAINING, HELD, onlyCodes, heard);
    assertEquals(0, coded.codeStart().orElseThrow().step());
    assertEquals(
        before.validationLoss().orElseThrow(), heard.starts.get(0).floatLoss(), 1e-6, "as it was");
    assertEquals(30, coded.metrics().size());
    requireCoded(SHAPE, coded);

    TrainingOptions goOn = with(withoutCodes(engine, 1, TRAINING.size()), init);
    TrainingResult float1 = train(SHAPE, TRAINING, HELD, goOn, (metrics, steps) -> {});
    assertEquals(
        new ReferenceModel(SHAPE, before.weights()).loss(TRAINING),
        float1.metrics().get(0).loss(),
        1e-5,
        "the first loss is that of the given weights");
    assertTrue(float1.codes().isNone());
  }

  @Test
  void corners() {
    ModelConfig smallest = new ModelConfig(1, 2, 1, 2, 2, 3);
    ModelConfig small = new ModelConfig(1, 4, 2, 4, 4, 4);
    int trained = 0;
    for (EngineKind engine : EngineKind.values()) {
      for (String bits : List.of("2", "8", "2,wpe=8", "8,*.attn_wq=2", "16,lm_head=2")) {
        trained += corner(engine, smallest, bits, 1, true);
      }
      for (String bits : List.of("2", "3", "4", "8", "4,wte=8,*.mlp_fc2=3,lm_head=2,wpe=16")) {
        trained += corner(engine, small, bits, 1, true);
        trained += corner(engine, small, bits, 7, false);
      }
    }
    assertEquals(30, trained);
  }

  private static int corner(
      EngineKind engine, ModelConfig config, String bits, int batch, boolean isHeld) {
    List<int[]> sequences = sequences(config, 20);
    List<int[]> held = isHeld ? sequences.subList(15, 20) : List.of();
    TrainingOptions options = options(engine, config, bits, 3, 5, batch);
    TrainingResult result =
        train(config, sequences.subList(0, 15), held, options, (metrics, steps) -> {});
    assertEquals(8, result.metrics().size());
    assertEquals(isHeld, !Double.isNaN(result.codeStart().orElseThrow().floatLoss()));
    requireCoded(config, result);
    return 1;
  }

  @Test
  void aTensorThatIsTooSmallIsRefusedBeforeTheFirstStep() {
    ModelConfig smallest = new ModelConfig(1, 2, 1, 2, 2, 3);
    List<int[]> sequences = sequences(smallest, 20);
    for (EngineKind engine : EngineKind.values()) {
      InputException e =
          assertThrows(
              InputException.class,
              () ->
                  train(
                      smallest,
                      sequences,
                      List.of(),
                      options(engine, smallest, "4", 1000, 5, 1),
                      (metrics, steps) -> {
                        throw new AssertionError("a step was taken");
                      }));
      assertTrue(e.getMessage().contains("wte: 6 weights are too few"), e.getMessage());
    }
  }

  /** Values of codebooks do; codes without one are clamped. */
  @ParameterizedTest
  @EnumSource
  void valuesThatLeaveTheRangeStopTheTraining(EngineKind engine) {
    TrainingOptions wild =
        new TrainingOptions(
            Recipe.FAST,
            engine,
            0,
            16,
            1e30,
            3,
            1,
            StopRule.NEVER,
            DeviceKind.CPU,
            Optional.of(codes(SHAPE, "4", 100)),
            Optional.of(given()));
    InputException e =
        assertThrows(
            InputException.class, () -> train(SHAPE, TRAINING, HELD, wild, (metrics, steps) -> {}));
    assertTrue(e.getMessage().contains("left the range of numbers"), e.getMessage());
  }

  private static GivenWeights given() {
    TrainingOptions one = withoutCodes(EngineKind.VECTOR, 1, 1);
    return new GivenWeights(
        train(SHAPE, TRAINING, HELD, one, (metrics, steps) -> {}).weights(), "00".repeat(32));
  }

  @Test
  void theTimeIsSharedAndATargetIsThatOfCodes() {
    CodeTraining codes = codes(SHAPE, "4", 1_000_000);
    TrainingOptions timed =
        stopping(codes, TrainingOptions.MOST_STEPS, new StopRule(0.02, -1, 1_000_000));
    TrainingResult result = train(SHAPE, TRAINING, HELD, timed, (metrics, steps) -> {});
    int before = result.codeStart().orElseThrow().step();
    int all = result.metrics().size();
    assertTrue(before > 1 && all > before + 1, before + " of " + all);
    assertTrue(result.metrics().get(all - 1).seconds() < 5);

    TrainingOptions aimed = stopping(codes(SHAPE, "4", 50), 60, new StopRule(1000, 100, 1000));
    result = train(SHAPE, TRAINING, HELD, aimed, (metrics, steps) -> {});
    assertEquals(60, result.codeStart().orElseThrow().step(), "any loss would do");
    assertTrue(result.metrics().size() < 70, "the first measurement with codes ends it");
  }

  private static TrainingOptions stopping(CodeTraining codes, int steps, StopRule stop) {
    return new TrainingOptions(
        Recipe.FAST,
        EngineKind.VECTOR,
        steps,
        16,
        0.03,
        3,
        1,
        stop,
        DeviceKind.CPU,
        Optional.of(codes),
        Optional.empty());
  }

  /** Each weight is the nearest float to a value of its tensor's codes. */
  private static void requireCoded(ModelConfig config, TrainingResult result) {
    int compared = 0;
    for (Map.Entry<String, TrainedCodes.Tensor> tensor : result.codes().tensors().entrySet()) {
      TrainedCodes.Tensor of = tensor.getValue();
      Coder coder = Coder.of(of.code(0), result.codes().codebooks());
      boolean isQuery = tensor.getKey().endsWith("attn_wq");
      double factor = isQuery ? FloatModel.queryScale(config) : 1;
      float[] weights = result.weights().get(tensor.getKey());
      float[] decoded = new float[weights.length];
      for (int i = 0; i < weights.length; i++) {
        int word = (int) Math.rint(Math.scalb(weights[i] * factor, of.fractionBits()));
        int code = coder.code((short) word);
        decoded[i] = (float) (Math.scalb((double) coder.word(code), -of.fractionBits()) / factor);
      }
      assertTrue(Arrays.equals(decoded, weights), tensor.getKey());
      compared++;
    }
    assertTrue(compared > 0, "no tensor has codes");
  }

  private static TrainingOptions options(
      EngineKind engine, ModelConfig config, String bits, int steps, int codeSteps, int batch) {
    return new TrainingOptions(
        Recipe.FAST,
        engine,
        Math.max(1, steps),
        batch,
        0.03,
        3,
        1,
        StopRule.NEVER,
        DeviceKind.CPU,
        Optional.of(codes(config, bits, codeSteps)),
        Optional.empty());
  }

  private static CodeTraining codes(ModelConfig config, String bits, int steps) {
    List<String> names = config.parameters().stream().map(ParameterSpec::name).toList();
    return new CodeTraining(WeightBits.parse(bits, names), steps);
  }

  private static TrainingOptions withoutCodes(EngineKind engine, int steps, int batch) {
    return new TrainingOptions(
        Recipe.FAST, engine, steps, batch, 0.03, 3, 1, StopRule.NEVER, DeviceKind.CPU);
  }

  /** These options with weights to begin with; only codes are fitted if there are any. */
  private static TrainingOptions with(TrainingOptions of, Optional<GivenWeights> init) {
    return new TrainingOptions(
        of.recipe(),
        of.engine(),
        of.codes().isPresent() ? 0 : of.steps(),
        of.batch(),
        of.learningRate(),
        of.seed(),
        of.threads(),
        of.stop(),
        of.device(),
        of.codes(),
        init);
  }

  private static TrainingResult train(
      ModelConfig config,
      List<int[]> training,
      List<int[]> held,
      TrainingOptions options,
      TrainingListener listener) {
    return Trainer.train(config, training, held, options, TrainingStore.NONE, listener);
  }

  /** What a listener is told. */
  private static final class Heard implements TrainingListener {
    final List<CodeStart> starts = new ArrayList<>();
    double fittedLoss;

    @Override
    public void stepped(Metrics metrics, int steps) {}

    @Override
    public void codesBegin(CodeStart start, double loss) {
      starts.add(start);
      fittedLoss = loss;
    }
  }

  /** Walks in which the next token is the last one plus one or, at times, plus two. */
  private static List<int[]> sequences(ModelConfig config, int count) {
    PythonRandom random = new PythonRandom(8);
    List<int[]> sequences = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      int[] sequence = new int[2 + random.below(config.context())];
      for (int i = 0; i < sequence.length; i++) {
        int before = i == 0 ? random.below(config.vocabSize()) : sequence[i - 1];
        sequence[i] = (before + (random.below(4) == 0 ? 2 : 1)) % config.vocabSize();
      }
      sequences.add(sequence);
    }
    return sequences;
  }
}
