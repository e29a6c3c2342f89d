package org.microgptrom.train;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.util.Locale;
import org.microgptrom.model.io.InputException;

/** Starts the PyTorch engine from the native library on the class path, without any network. */
final class TorchEngine {
  /** As DJL calls it. */
  static final String NAME = "PyTorch";

  private TorchEngine() {}

  /**
   * A manager of arrays in main memory; the first call in a process loads the engine.
   *
   * @param threads for one operation, from now on, in the whole process
   * @throws InputException if there is no engine for this platform, or it can't be loaded
   */
  static NDManager open(int threads) {
    // DJL reports each start over the network and fetches what it misses, unless told not to.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    requireNativeLibrary();
    NDManager manager;
    try {
      manager = Engine.getEngine(NAME).newBaseManager();
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

  /** Without this check DJL would try to download a library. */
  private static void requireNativeLibrary() {
    boolean included;
    try {
      included = !Platform.detectPlatform(NAME.toLowerCase(Locale.ROOT)).isPlaceholder();
    } catch (IllegalStateException e) {
      included = false; // there are libraries, for other platforms
    }
    if (!included) {
      throw new InputException(
          "training engine",
          "none is included for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"),
          "train on Linux (x86_64, aarch64), macOS (aarch64) or Windows (x86_64), with a"
              + " microgpt-rom built there; its checkpoints can be used here");
    }
  }

  private static Throwable rootCause(Throwable e) {
    return e.getCause() == null ? e : rootCause(e.getCause());
  }
}
