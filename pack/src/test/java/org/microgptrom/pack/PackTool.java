package org.microgptrom.pack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.Quantized;
import org.microgptrom.model.rom.Geometry;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.RandomModels;

/**
 * Packs a fixed model of some width in a process of its own: {@code java PackTool EMBD TOKENS
 * FORMATS TARGET...}.
 */
final class PackTool {
  private PackTool() {}

  public static void main(String[] arguments) {
    Quantized quantized = model(Integer.parseInt(arguments[0]));
    List<MemoryFormat> formats =
        Arrays.stream(arguments[2].split(","))
            .map(name -> MemoryFormat.named(name).orElseThrow())
            .toList();
    PackOptions options =
        new PackOptions(
            4,
            Variant.ONE,
            Integer.parseInt(arguments[1]),
            formats,
            Geometry.WHOLE,
            0,
            Optional.empty());
    for (int i = 3; i < arguments.length; i++) {
      Packer.pack(quantized, options, Path.of(arguments[i]));
    }
  }

  /** The model of width 6. Its vocabulary goes beyond ASCII. */
  static Quantized model() {
    return model(6);
  }

  private static Quantized model(int embd) {
    ModelConfig config = new ModelConfig(2, embd, 2, 8, 10, 60);
    return RandomModels.quantized(config, RandomModels.Weights.MODERATE, 11);
  }

  /** The default formats, as an argument. */
  static final String DEFAULT_FORMATS = "readmemh,mif,coe";

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
