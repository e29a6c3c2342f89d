package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.InputException;
import org.microgptrom.train.recipe.CodeTraining;
import org.microgptrom.train.recipe.DeviceKind;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.Metrics;
import org.microgptrom.train.state.Start;
import org.microgptrom.train.state.StateFile;
import org.microgptrom.train.state.TrainingIdentity;
import org.microgptrom.train.state.TrainingState;
import org.microgptrom.train.state.TrainingStore;

/** Trainings that stop on the way and go on from their file. */
@Tag("slow")
class ResumeTest {
  private static final ModelConfig CONFIG = new ModelConfig(2, 8, 2, 6, 20, 7);
  private static final List<int[]> SEQUENCES = sequences();
  private static final List<int[]> TRAINING = SEQUENCES.subList(0, 70);
  private static final List<int[]> VALIDATION = SEQUENCES.subList(70, 80);

  @TempDir Path folder;

  /** Stands for a killed process: what was saved before is all that is left. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @CsvSource({
    "microgpt, djl, 17, 16",
    "fast, djl, 17, 16",
    "fast, vector, 17, 16",
    "fast, vector, 5, 16",
    "fast, djl, 17, '4,wte=8'",
    "fast, vector, 17, '3,wpe=16'",
    "fast, vector, 5, 2"
  })
  void theResultIsThatOfATrainingThatNeverStopped(
      String recipe, String engine, int killedAt, String bits) {
    TrainingOptions options = options(recipe, engine, 0.03, bits);
    List<int[]> held = recipe.equals("fast") ? VALIDATION : List.of();
    TrainingResult whole =
        Trainer.train(CONFIG, TRAINING, held, options, TrainingStore.NONE, (metrics, steps) -> {});

    Path file = folder.resolve("checkpoint.training");
    int runs = 0;
    Optional<TrainingResult> resumed = Optional.empty();
    while (resumed.isEmpty()) {
      assertTrue(runs++ < 10, "no progress");
      int[] stepsOfThisRun = {0};
      try {
        resumed =
            Optional.of(
                Trainer.train(
                    CONFIG,
                    TRAINING,
                    held,
                    options,
                    everyStep(file),
                    (metrics, steps) -> {
                      if (stepsOfThisRun[0]++ == killedAt) {
                        throw new Killed();
                      }
                    }));
      } catch (Killed e) {
        assertTrue(Files.exists(file));
      }
    }
    // The last step without codes is not saved, as codes follow at once.
    assertEquals(killedAt == 5 ? (bits.equals("16") ? 8 : 9) : 3, runs);
    assertEquals(whole.step(), resumed.get().step());
    assertEquals(whole.codes(), resumed.get().codes());
    assertEquals(whole.codeStart(), resumed.get().codeStart());
    assertEquals(bits.equals("16"), whole.codes().isNone());
    assertEquals(whole.validationLoss(), resumed.get().validationLoss());
    assertEquals(withoutTimes(whole), withoutTimes(resumed.get()));
    int compared = 0;
    for (String name : whole.weights().keySet()) {
      assertArrayEquals(whole.weights().get(name), resumed.get().weights().get(name), name);
      compared++;
    }
    assertEquals(CONFIG.parameters().size(), compared);
    assertEquals(whole.samples().size(), resumed.get().samples().size());
    for (int i = 0; i < whole.samples().size(); i++) {
      assertArrayEquals(whole.samples().get(i), resumed.get().samples().get(i), "sample " + i);
    }
  }

  /** All that can be told from the metrics but the time. */
  private static List<List<Object>> withoutTimes(TrainingResult result) {
    List<List<Object>> lines = new ArrayList<>();
    for (Metrics of : result.metrics()) {
      lines.add(
          List.of(
              of.step(),
              of.loss(),
              Objects.requireNonNullElse(of.validationLoss(), ""),
              of.tokens(),
              of.codes()));
    }
    return lines;
  }

  @Test
  void anotherTrainingIsNotResumed() {
    Path file = stateOfKilled(options("fast", "vector", 0.03));
    StateFile store = new StateFile(file, Start.RESUMED, Duration.ZERO);
    String message = refusal(TRAINING, store, options("fast", "djl", 0.03));
    assertTrue(message.contains("keeps another training: engine was vector and is djl"), message);
    message = refusal(SEQUENCES.subList(1, 71), store, options("fast", "vector", 0.03));
    assertTrue(message.contains("the corpus was "), message);
    message = refusal(TRAINING, store, options("fast", "vector", 0.03, "4"));
    assertTrue(message.contains("steps was 40 and is 20, the weight bits was none and is 4, "));
    assertTrue(message.contains("code steps was 0 and is 20"), message);
  }

  @Test
  void anUnfinishedTrainingIsNotOverwritten() {
    Path file = stateOfKilled(options("fast", "vector", 0.03));
    StateFile store = new StateFile(file, Start.AFRESH, Duration.ZERO);
    String message = refusal(TRAINING, store, options("fast", "vector", 0.03));
    assertTrue(message.contains("--resume"), message);
  }

  @Test
  void aDivergedTrainingGoesOnFromItsLastGoodStateAtALowerRate() {
    Path file = stateOfKilled(options("fast", "vector", 0.03));
    StateFile store = new StateFile(file, Start.RESUMED, Duration.ofDays(1));
    String message = refusal(TRAINING, store, options("fast", "vector", 1e30));
    assertTrue(message.matches("(?s)training step \\d+: .*1\\.0E30.*"), message);
    assertTrue(message.contains(file + " keeps step "), message);
    TrainingResult result = train(everyStep(file), options("fast", "vector", 0.01));
    assertEquals(40, result.metrics().size());
  }

  @Test
  void aDamagedStateIsRefused() throws Exception {
    TrainingOptions options = options("fast", "vector", 0.03);
    Path file = stateOfKilled(options);
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int part = 0; part < 8; part++) {
      Files.write(file, Arrays.copyOf(whole, part * whole.length / 8));
      refusal(TRAINING, everyStep(file), options);
      refused++;
    }
    assertEquals(8, refused);

    String text = new String(whole, StandardCharsets.ISO_8859_1);
    for (String step : List.of("best_step", "codes_from")) {
      Matcher found = Pattern.compile(step + "[\\\\]*\":(\\d+),").matcher(text);
      assertTrue(found.find(), step);
      String number = found.group(1);
      for (String other : List.of("9".repeat(7), "-1")) { // the header grows with it
        String changed =
            text.substring(8, found.start(1))
                + other
                + text.substring(found.start(1) + number.length());
        ByteBuffer length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer bytes = ByteBuffer.allocate(8 + changed.length()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length.getLong(0) + other.length() - number.length());
        Files.write(file, bytes.put(changed.getBytes(StandardCharsets.ISO_8859_1)).array());
        String message = refusal(TRAINING, everyStep(file), options);
        assertTrue(message.contains("is damaged: of 11 steps it names "), message);
        refused++;
      }
    }
    assertEquals(12, refused);
  }

  /** The file with the state of a training that was killed. */
  private Path stateOfKilled(TrainingOptions options) {
    Path file = folder.resolve("checkpoint.training");
    assertThrows(
        Killed.class,
        () ->
            Trainer.train(
                CONFIG,
                TRAINING,
                VALIDATION,
                options,
                everyStep(file),
                (metrics, steps) -> {
                  if (metrics.step() == 12) {
                    throw new Killed();
                  }
                }));
    assertTrue(Files.exists(file));
    assertFalse(Files.exists(folder.resolve("checkpoint")));
    return file;
  }

  /** The message with which a training is refused. */
  private static String refusal(
      List<int[]> training, TrainingStore store, TrainingOptions options) {
    return assertThrows(
            InputException.class,
            () ->
                Trainer.train(CONFIG, training, VALIDATION, options, store, (metrics, steps) -> {}))
        .getMessage();
  }

  private static TrainingResult train(TrainingStore store, TrainingOptions options) {
    return Trainer.train(CONFIG, TRAINING, VALIDATION, options, store, (metrics, steps) -> {});
  }

  /** Saves after each step, however long that takes. */
  private static TrainingStore everyStep(Path file) {
    StateFile stored = new StateFile(file, Start.RESUMED, Duration.ZERO);
    return new TrainingStore() {
      @Override
      public Optional<TrainingState> load(TrainingIdentity identity) {
        return stored.load(identity);
      }

      @Override
      public boolean isDue() {
        return true;
      }

      @Override
      public void save(TrainingIdentity identity, TrainingState state) {
        stored.save(identity, state);
      }

      @Override
      public String advice() {
        return stored.advice();
      }
    };
  }

  private static TrainingOptions options(String recipe, String engine, double rate) {
    return options(recipe, engine, rate, "16");
  }

  /** Of 40 steps, the last 20 of which are with codes if there are any. */
  private static TrainingOptions options(String recipe, String engine, double rate, String text) {
    Recipe of = Recipe.valueOf(recipe.toUpperCase(Locale.ROOT));
    WeightBits bits =
        WeightBits.parse(text, CONFIG.parameters().stream().map(ParameterSpec::name).toList());
    return new TrainingOptions(
        of,
        EngineKind.valueOf(engine.toUpperCase(Locale.ROOT)),
        bits.isWide() ? 40 : 20,
        of == Recipe.MICROGPT ? 1 : 16,
        rate,
        3,
        1,
        StopRule.NEVER,
        DeviceKind.CPU,
        bits.isWide() ? Optional.empty() : Optional.of(new CodeTraining(bits, 20)),
        Optional.empty());
  }

  private static List<int[]> sequences() {
    PythonRandom random = new PythonRandom(9);
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      int[] sequence = new int[2 + random.below(6)];
      for (int j = 0; j < sequence.length; j++) {
        sequence[j] = random.below(7);
      }
      sequences.add(sequence);
    }
    return sequences;
  }
}
