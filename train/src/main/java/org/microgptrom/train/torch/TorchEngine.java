package org.microgptrom.train.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.microgptrom.model.io.InputException;
import org.microgptrom.train.recipe.DeviceKind;

/** Starts the PyTorch engine from the native library on the class path, without any network. */
public final class TorchEngine {
  /** The engine's name in DJL. */
  public static final String NAME = "PyTorch";

  private TorchEngine() {}

  /** A manager of arrays in main memory. */
  public static NDManager open(int threads) {
    return open(threads, DeviceKind.CPU);
  }

  /**
   * A manager of arrays on this device; the first call in a process loads the engine.
   *
   * @param threads number of threads for one operation, from now on, in the whole process
   * @throws InputException if there is no engine for this platform, the environment asks for
   *     another engine, the engine can't be loaded, or it finds no such device
   */
  public static NDManager open(int threads, DeviceKind device) {
    Platform library = requireNativeLibrary();
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
          "build with ./mvnw -P gpu -DskipTests package, or train with --device cpu");
    }
    if (engine.getGpuCount() == 0) {
      throw new InputException(
          "training engine",
          "finds no GPU with its library for CUDA (" + library.getFlavor() + ")",
          "install NVIDIA's driver for it, or train with --device cpu");
    }
  }

  /**
   * The platform of the native library on the class path; empty if there is none for this platform.
   */
  private static Optional<Platform> nativeLibrary() {
    try {
      return Optional.of(Platform.detectPlatform(NAME.toLowerCase(Locale.ROOT)))
          .filter(library -> !library.isPlaceholder());
    } catch (IllegalStateException e) {
      return Optional.empty(); // there are libraries, for other platforms
    }
  }

  /** Requires a native library for this platform, as DJL would otherwise download one. */
  private static Platform requireNativeLibrary() {
    return nativeLibrary()
        .orElseThrow(
            () ->
                new InputException(
                    "training engine",
                    "none is included for "
                        + System.getProperty("os.name")
                        + " on "
                        + System.getProperty("os.arch"),
                    "train on Linux (x86_64, aarch64), macOS (aarch64) or Windows (x86_64), with a"
                        + " microgpt-rom built there; its checkpoints can be used here"));
  }

  static EngineStatus status() {
    Path folder = Utils.getEngineCacheDir(NAME.toLowerCase(Locale.ROOT));
    Optional<Platform> library = nativeLibrary();
    return new EngineStatus(
        library.map(p -> p.getVersion() + " " + p.getFlavor() + " " + p.getClassifier()),
        folder,
        Files.isDirectory(folder),
        library
            .map(p -> EngineVariables.foreign(System.getenv(), p.getVersion()))
            .orElse(List.of()));
  }

  private static Throwable rootCause(Throwable e) {
    return e.getCause() == null ? e : rootCause(e.getCause());
  }
}
