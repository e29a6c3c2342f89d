package org.microgptrom.pack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.testing.RandomModels;

/** Packs one fixed small model in a process of its own: {@code java PackTool TOKENS TARGET...}. */
final class PackTool {
  private PackTool() {}

  public static void main(String[] arguments) {
    PackOptions options = new PackOptions(4, Integer.parseInt(arguments[0]));
    for (int i = 1; i < arguments.length; i++) {
      Packer.pack(model(), options, Path.of(arguments[i]));
    }
  }

  /** Its vocabulary goes beyond ASCII. */
  static Quantized model() {
    ModelConfig config = new ModelConfig(2, 6, 2, 8, 10, 60);
    return RandomModels.quantized(config, RandomModels.Weights.MODERATE, 11);
  }

  /** The command that runs {@link #main} with this process's Java and class path. */
  static List<String> command(List<String> jvmOptions, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of("-Xmx256m", "-XX:-UsePerfData"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), PackTool.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
