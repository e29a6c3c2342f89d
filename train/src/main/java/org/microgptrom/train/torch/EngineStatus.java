package org.microgptrom.train.torch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The facts about the training engine that can be told without starting it.
 *
 * @param library version and platform of the native library; empty if there is none for this
 *     platform
 * @param toFetch whether the first training fetches the library
 * @param folder to which the first training unpacks the library
 * @param unpacked whether the library has been unpacked
 * @param foreignVariables names of environment variables that keep the engine from starting
 */
public record EngineStatus(
    Optional<String> library,
    boolean toFetch,
    Path folder,
    boolean unpacked,
    List<String> foreignVariables) {
  /** Copies the list. */
  public EngineStatus {
    foreignVariables = List.copyOf(foreignVariables);
  }

  /** The status of the engine of this process. */
  public static EngineStatus of() {
    return TorchEngine.status();
  }
}
