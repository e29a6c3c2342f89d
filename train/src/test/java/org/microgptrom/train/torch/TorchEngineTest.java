package org.microgptrom.train.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.io.InputException;
import org.microgptrom.train.recipe.DeviceKind;

/** The engine's start; each failure in a process of its own, since an engine loads only once. */
@Tag("slow")
class TorchEngineTest {
  @TempDir Path temporary;

  @Test
  void staysOffTheNetworkAndObeysTheNumberOfThreads() {
    for (int threads : new int[] {2, 1}) {
      TorchEngine.open(threads).close();
      assertEquals(threads, JniUtils.getNumThreads());
    }
    assertTrue(Utils.isOfflineMode());
    assertTrue(Boolean.parseBoolean(Utils.getEnvOrSystemProperty("OPT_OUT_TRACKING")));
  }

  @Test
  void aPlatformWithoutEngineIsNamed() throws Exception {
    String message = messageOfFailure("-Dos.name=Linux", "-Dos.arch=riscv64");
    assertTrue(message.startsWith("training engine: there is none for Linux on riscv64"), message);
  }

  /** The build for CUDA can't be tested without a GPU; the other one must say what is missing. */
  @Test
  void aBuildWithoutGpuSaysHowToGetOne() {
    InputException e =
        assertThrows(InputException.class, () -> TorchEngine.open(1, DeviceKind.GPU));
    assertTrue(e.getMessage().startsWith("training engine: has no support"), e.getMessage());
    assertTrue(e.getMessage().contains("./mvnw -P app,gpu"), e.getMessage());
  }

  /** As in an installed copy, whose class path has no native library. */
  @Test
  void aFetchedLibraryServesWhereNoneIsIncluded() throws Exception {
    Path included = included();
    Path folder = Files.createDirectories(temporary.resolve("cache").resolve("pytorch"));
    Path jar = folder.resolve(included.getFileName().toString());
    Files.write(jar, new byte[] {'P', 'K'});
    String[] options = {
      "-DDJL_CACHE_DIR=" + folder.getParent(), "-Dmicrogptrom.repository=http://localhost:1"
    };
    String classPath = System.getProperty("java.class.path").replace(included.toString(), "");

    String damaged = runOn(classPath, OpenEngine.REFUSED, Map.of(), options);
    assertTrue(damaged.startsWith(jar + ": is not the training engine: SHA-256 "), damaged);

    Files.delete(jar);
    String offline = runOn(classPath, OpenEngine.REFUSED, Map.of(), options);
    assertTrue(offline.startsWith("training engine: cannot be fetched from http://"), offline);
    assertTrue(offline.contains("put it into " + folder + ", or train with --engine"), offline);

    Files.copy(included, jar);
    runOn(classPath, 0, Map.of(), options);
    try (Stream<Path> unpacked = Files.list(folder).filter(Files::isDirectory)) {
      assertEquals(1, unpacked.count());
    }
  }

  /** The jar on this class path, which the build has fetched for this platform. */
  static Path included() {
    String[] entries = System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1);
    return Arrays.stream(entries)
        .filter(entry -> entry.contains("pytorch-native-cpu"))
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    Path cache = file.resolve("cache");
    String message = messageOfFailure("-DDJL_CACHE_DIR=" + cache, "-DENGINE_CACHE_DIR=" + cache);
    assertTrue(message.startsWith("training engine: cannot be loaded from " + cache), message);
    assertTrue(message.contains("DJL_CACHE_DIR"), message);
  }

  /** What DJL reads first, as images of PyTorch and DJL set it; the library would not be found. */
  @Test
  void aVariableThatAsksForAnotherEngineIsNamed() throws Exception {
    Map<String, String> foreign =
        Map.of(
            "PYTORCH_VERSION", "1.13.1",
            "PYTORCH_LIBRARY_PATH", "/opt/conda/lib/python3.10/site-packages/torch/lib",
            "PYTORCH_EXTRA_LIBRARY_PATH", "/opt/extra.so",
            "DJL_DEFAULT_ENGINE", "MXNet",
            "DJL_OFFLINE", "false",
            "OPT_OUT_TRACKING", "false");
    for (Map.Entry<String, String> variable : foreign.entrySet()) {
      assertEquals(
          List.of(variable.getKey()),
          EngineVariables.foreign(
              Map.of(variable.getKey(), variable.getValue(), "PATH", "/bin"), "2.7.1"));
    }
    String message =
        messageOfFailure(Map.of("DJL_DEFAULT_ENGINE", "MXNet", "PYTORCH_VERSION", "1"));
    assertTrue(message.startsWith("environment variable PYTORCH_VERSION: is '1'"), message);
    assertTrue(message.contains("unset PYTORCH_VERSION DJL_DEFAULT_ENGINE"), message);
  }

  @Test
  void variablesThatSayTheSameAndPropertiesChangeNothing() throws Exception {
    Map<String, String> same =
        Map.of(
            "PYTORCH_VERSION", "2.7.1",
            "PYTORCH_LIBRARY_PATH", "",
            "DJL_DEFAULT_ENGINE", "PyTorch",
            "DJL_OFFLINE", "true",
            "OPT_OUT_TRACKING", "true");
    assertEquals(List.of(), EngineVariables.foreign(same, "2.7.1"));
    String[] properties = {
      "-DPYTORCH_VERSION=1.13.1", "-DPYTORCH_EXTRA_LIBRARY_PATH=x", "-Dai.djl.default_engine=MXNet"
    };
    run(0, same, properties);
  }

  private String messageOfFailure(String... properties) throws IOException, InterruptedException {
    return messageOfFailure(Map.of(), properties);
  }

  private String messageOfFailure(Map<String, String> variables, String... properties)
      throws IOException, InterruptedException {
    return run(OpenEngine.REFUSED, variables, properties);
  }

  private String run(int expected, Map<String, String> variables, String... properties)
      throws IOException, InterruptedException {
    return runOn(System.getProperty("java.class.path"), expected, variables, properties);
  }

  private String runOn(
      String classPath, int expected, Map<String, String> variables, String... properties)
      throws IOException, InterruptedException {
    Path output = temporary.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(properties));
    command.addAll(List.of("-cp", classPath, OpenEngine.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeAll(List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR"));
    builder.environment().putAll(variables);
    int exitCode = builder.redirectOutput(output.toFile()).start().waitFor();
    String message = Files.readString(output);
    assertEquals(expected, exitCode, message);
    return message;
  }

  /** The program of the child process. */
  static final class OpenEngine {
    static final int REFUSED = 2;

    private OpenEngine() {}

    public static void main(String[] arguments) {
      try {
        TorchEngine.open(1).close();
      } catch (InputException e) {
        System.out.println(e.getMessage());
        System.exit(REFUSED);
      }
    }
  }
}
