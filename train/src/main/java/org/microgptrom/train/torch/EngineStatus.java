package org.microgptrom.train.torch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The facts about the training engine that can be told without starting it.
 *
 * @param library version and platform of the native library; empty if there is none for this
 *     platform
 * @param toFetch whether the first training fetches it
 * @param folder where it is unpacked to by the first training
 * @param unpacked whether that has happened
 * @param foreignVariables names of environment variables that keep it from starting
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
