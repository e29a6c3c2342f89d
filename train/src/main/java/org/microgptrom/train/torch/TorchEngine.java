package org.microgptrom.train.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.train.recipe.DeviceKind;

/**
 * Starts the PyTorch engine from the native library on the class path, or from the one that {@link
 * #provide} has fetched. DJL itself stays off the network.
 */
public final class TorchEngine {
  /** The engine's name in DJL. */
  public static final String NAME = "PyTorch";

  /** A property of the system, for machines that reach Maven Central by a mirror only. */
  private static final String REPOSITORY = "microgptrom.repository";

  private static final String MAVEN_CENTRAL = "https://repo1.maven.org/maven2";

  private TorchEngine() {}

  /** A manager of arrays in main memory. */
  public static NDManager open(int threads) {
    return open(threads, DeviceKind.CPU);
  }

  /**
   * Fetches the native library if there is none on the class path and none was fetched before.
   *
   * @throws InputException if there is none for this platform or it can't be had
   */
  public static void provide(Progress progress) {
    if (included().isEmpty()) {
      EngineJar jar = fetched().orElseThrow(TorchEngine::noLibrary);
      if (!jar.isPresent()) {
        jar.fetch(System.getProperty(REPOSITORY, MAVEN_CENTRAL), progress);
      }
    }
  }

  /**
   * A manager of arrays on this device; the first call in a process loads the engine.
   *
   * @param threads number of threads for one operation, from now on, in the whole process
   * @throws InputException if there is no engine for this platform, the environment asks for
   *     another engine, the engine can't be loaded, or it finds no such device
   */
  public static NDManager open(int threads, DeviceKind device) {
    provide(Progress.NONE);
    if (included().isPresent()) {
      return open(threads, device, included().get());
    }
    EngineJar jar = fetched().orElseThrow(TorchEngine::noLibrary);
    jar.requireExpected();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader withJar = jar.beside(before)) {
      thread.setContextClassLoader(withJar); // where DJL looks for libraries
      return open(threads, device, included().orElseThrow(TorchEngine::noLibrary));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static NDManager open(int threads, DeviceKind device, Platform library) {
    EngineVariables.requireNone(System.getenv(), library.getVersion());
    System.setProperty("ai.djl.default_engine", NAME);
    // DJL reports each start over the network and fetches what it misses, unless told not to.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    NDManager manager;
    try {
      Engine engine = Engine.getEngine(NAME);
      if (device == DeviceKind.GPU) {
        requireGpu(engine, library);
      }
      manager = engine.newBaseManager(device == DeviceKind.GPU ? Device.gpu() : Device.cpu());
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      throw new InputException(
          "training engine",
          "cannot be loaded from " + Utils.getEngineCacheDir() + ": " + rootCause(e),
          "about 450 MB are unpacked there once; name another folder with the environment variable"
              + " DJL_CACHE_DIR",
          e);
    }
    JniUtils.setNumThreads(threads);
    return manager;
  }

  private static void requireGpu(Engine engine, Platform library) {
    if (library.getFlavor().startsWith("cpu")) {
      throw new InputException(
          "training engine",
          "has no support for GPUs in this build",
          "build with ./mvnw -P app,gpu package, or train with --device cpu");
    }
    if (engine.getGpuCount() == 0) {
      throw new InputException(
          "training engine",
          "finds no GPU with its library for CUDA (" + library.getFlavor() + ")",
          "install NVIDIA's driver for it, or train with --device cpu");
    }
  }

  /** What the native library on the class path is for; empty if there is none for this platform. */
  private static Optional<Platform> included() {
    try {
      return Optional.of(Platform.detectPlatform(NAME.toLowerCase(Locale.ROOT)))
          .filter(library -> !library.isPlaceholder());
    } catch (IllegalStateException e) {
      return Optional.empty(); // there are libraries, for other platforms
    }
  }

  /** The library to fetch for this platform; empty if there is none. */
  private static Optional<EngineJar> fetched() {
    Platform here = here();
    return EngineJar.of(folder(), here.getVersion(), here.getClassifier());
  }

  private static Platform here() {
    return Platform.fromSystem(NAME.toLowerCase(Locale.ROOT));
  }

  private static InputException noLibrary() {
    return new InputException(
        "training engine",
        "there is none for "
            + System.getProperty("os.name")
            + " on "
            + System.getProperty("os.arch"),
        "train on Linux (x86_64, aarch64), macOS (aarch64) or Windows (x86_64), or with --engine"
            + " vector; checkpoints can be used everywhere");
  }

  private static Path folder() {
    return Utils.getEngineCacheDir(NAME.toLowerCase(Locale.ROOT));
  }

  static EngineStatus status() {
    Platform here = here();
    Optional<Platform> library = included();
    boolean toFetch = library.isEmpty() && fetched().filter(jar -> !jar.isPresent()).isPresent();
    return new EngineStatus(
        library
            .map(p -> p.getVersion() + " " + p.getFlavor() + " " + p.getClassifier())
            .or(() -> fetched().map(j -> here.getVersion() + " cpu " + here.getClassifier())),
        toFetch,
        folder(),
        !toFetch && hasFolders(folder()),
        EngineVariables.foreign(System.getenv(), library.orElse(here).getVersion()));
  }

  /** Whether something was unpacked here, not only a jar put here. */
  private static boolean hasFolders(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(Files::isDirectory);
    } catch (IOException e) {
      return false;
    }
  }

  private static Throwable rootCause(Throwable e) {
    return e.getCause() == null ? e : rootCause(e.getCause());
  }
}
