package org.microgptrom.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.Digests;
import org.microgptrom.train.recipe.CodeTraining;
import org.microgptrom.train.recipe.DeviceKind;
import org.microgptrom.train.recipe.EngineKind;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.recipe.StopRule;
import org.microgptrom.train.recipe.TrainingOptions;
import org.microgptrom.train.state.Metrics;
import org.microgptrom.train.state.TrainingStore;

/**
 * The engine vector gives the same weights, bit for bit, in several processes, on several threads,
 * on this Java and on the newest that is installed. In each process the first training begins in
 * interpreted code and the last is all compiled, which must not show either.
 */
@Tag("slow")
class ReproducibilityTest {
  private static final int[] THREADS = {1, 2, 5, 1};
  private static final int PROCESSES = 2;

  @TempDir Path temporary;

  @Test
  void theSameOptionsGiveTheSameWeights() throws Exception {
    Path own = Path.of(System.getProperty("java.home"));
    Set<Path> javas = new LinkedHashSet<>(List.of(own.toRealPath(), newest().toRealPath()));
    Set<String> digests = new TreeSet<>();
    int trainings = 0;
    for (Path java : javas) {
      for (int process = 0; process < PROCESSES; process++) {
        List<String> lines = digests(java);
        digests.addAll(lines);
        trainings += lines.size();
        assertEquals(1, digests.size(), () -> "process on " + java + ": " + lines);
      }
    }
    assertEquals(javas.size() * PROCESSES * THREADS.length, trainings);
  }

  /** The home of the newest Java among this one's neighbours and those that variables name. */
  private static Path newest() throws IOException {
    Path own = Path.of(System.getProperty("java.home"));
    List<Path> homes = new ArrayList<>(List.of(own));
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      // JAVA_HOME, JDK_HOME, and JAVA_HOME_25_X64 of GitHub's machines
      if (variable.getKey().matches("(JAVA|JDK)_HOME.*")) {
        homes.add(Path.of(variable.getValue()));
      }
    }
    // macOS has Contents/Home in each
    for (Path folder : List.of(own.toRealPath().getParent(), Path.of("/usr/lib/jvm"))) {
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder)) {
          siblings.forEach(homes::add);
        }
      }
    }
    return homes.stream().max(Comparator.comparingInt(ReproducibilityTest::version)).orElseThrow();
  }

  /** The feature version of the JDK with the Vector API in this folder; 0 if there is none. */
  private static int version(Path home) {
    Path release = home.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return 0;
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    } catch (IOException e) {
      return 0;
    }
    boolean hasModule = properties.getProperty("MODULES", "").contains("jdk.incubator.vector");
    String version = properties.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
    return hasModule ? Integer.parseInt(version.split("[^0-9]", 2)[0]) : 0;
  }

  private List<String> digests(Path java) throws IOException, InterruptedException {
    Path output = temporary.resolve("output");
    Process process =
        new ProcessBuilder(
                java.resolve("bin").resolve("java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Train.class.getName())
            .redirectOutput(output.toFile())
            .redirectError(temporary.resolve("error").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> java + ": " + read(temporary.resolve("error")));
    List<String> lines = Files.readAllLines(output);
    assertEquals(THREADS.length, lines.size());
    lines.forEach(line -> assertTrue(line.matches("[0-9a-f]{64}"), line));
    return lines;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The program of the child process: a digest of weights and losses for each of the threads. */
  static final class Train {
    private Train() {}

    public static void main(String[] arguments) {
      ModelConfig config = new ModelConfig(1, 16, 4, 8, 64, 27);
      PythonRandom random = new PythonRandom(3);
      List<int[]> sequences = new ArrayList<>();
      for (int row = 0; row < 500; row++) {
        int[] sequence = new int[2 + random.below(8)];
        for (int i = 0; i < sequence.length; i++) {
          sequence[i] = random.below(27);
        }
        sequences.add(sequence);
      }
      List<String> names = config.parameters().stream().map(ParameterSpec::name).toList();
      for (int threads : THREADS) {
        TrainingOptions options =
            new TrainingOptions(
                Recipe.FAST,
                EngineKind.VECTOR,
                60,
                200,
                0.01,
                5,
                threads,
                StopRule.NEVER,
                DeviceKind.CPU,
                Optional.of(new CodeTraining(WeightBits.parse("4,wte=8", names), 20)),
                Optional.empty());
        System.out.println(
            digest(
                Trainer.train(
                    config,
                    sequences.subList(0, 400),
                    sequences.subList(400, 500),
                    options,
                    TrainingStore.NONE,
                    (metrics, steps) -> {})));
      }
    }

    private static String digest(TrainingResult result) {
      int values = result.weights().values().stream().mapToInt(matrix -> matrix.length).sum();
      ByteBuffer bytes = ByteBuffer.allocate(4 * values + 16 * result.metrics().size());
      result.weights().values().forEach(matrix -> put(matrix, bytes));
      for (Metrics metrics : result.metrics()) {
        bytes.putDouble(metrics.loss());
        bytes.putDouble(metrics.validationLoss() == null ? 0 : metrics.validationLoss());
      }
      return Digests.sha256(bytes.array());
    }

    private static void put(float[] matrix, ByteBuffer bytes) {
      for (float value : matrix) {
        bytes.putFloat(value);
      }
    }
  }
}
