package org.microgptrom.train.torch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.microgptrom.model.io.InputException;

/**
 * The environment variables that DJL obeys before anything that a program tells it. Container
 * images of PyTorch and DJL set some of these variables, for another library than the included one.
 */
final class EngineVariables {
  private EngineVariables() {}

  /** The variables by name, each with the test for values that change nothing. */
  private static Map<String, Predicate<String>> harmless(String version) {
    Map<String, Predicate<String>> harmless = new LinkedHashMap<>();
    harmless.put("PYTORCH_VERSION", version::startsWith);
    harmless.put("PYTORCH_LIBRARY_PATH", String::isEmpty);
    harmless.put("PYTORCH_EXTRA_LIBRARY_PATH", value -> false); // empty is a file without a name
    harmless.put("DJL_DEFAULT_ENGINE", value -> value.isEmpty() || value.equals(TorchEngine.NAME));
    harmless.put("DJL_OFFLINE", Boolean::parseBoolean);
    harmless.put("OPT_OUT_TRACKING", Boolean::parseBoolean);
    return harmless;
  }

  /**
   * The names of the variables that would start another engine or library than the included one, or
   * use the network.
   *
   * @param version of the included library
   */
  static List<String> foreign(Map<String, String> environment, String version) {
    return harmless(version).entrySet().stream()
        .filter(of -> environment.containsKey(of.getKey()))
        .filter(of -> !of.getValue().test(environment.get(of.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Requires that no variable would start another engine or library or use the network, and drops
   * system properties of these names, which DJL reads, too.
   *
   * @throws InputException if there is such a variable
   */
  static void requireNone(Map<String, String> environment, String version) {
    List<String> foreign = foreign(environment, version);
    if (!foreign.isEmpty()) {
      throw new InputException(
          "environment variable " + foreign.get(0),
          "is '"
              + environment.get(foreign.get(0))
              + "', which the training engine (PyTorch "
              + version
              + ") would obey; it is not for this program",
          "unset " + String.join(" ", foreign) + ", or start with ./microgpt-rom, which does");
    }
    harmless(version).keySet().forEach(System::clearProperty);
  }
}
