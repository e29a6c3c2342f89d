package org.microgptrom.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;
import org.microgptrom.simulate.testing.FakeSimulator;
import org.microgptrom.simulate.tool.Target;

/** The circuit's logits, handed on. */
@Tag("slow")
class CircuitLogitsTest {
  private static final ModelConfig CONFIG = new ModelConfig(1, 8, 2, 9, 16, 10);
  private static final List<int[]> SEQUENCES =
      List.of(new int[] {9, 1, 2}, new int[] {9}, new int[] {9, 8, 7, 6, 5, 4, 3, 2, 1});

  @TempDir Path folder;

  private final TestBundle content = new TestBundle(CONFIG, RandomModels.Weights.MODERATE, 16, 3);
  private final QuantizedModel model =
      RandomModels.quantized(CONFIG, RandomModels.Weights.MODERATE, 3).model();

  private Map<String, String> golden() {
    Map<String, String> logits = new TreeMap<>();
    for (int i = 0; i < SEQUENCES.size(); i++) {
      GoldenSimulator simulator = new GoldenSimulator(model);
      for (int position = 0; position < SEQUENCES.get(i).length; position++) {
        logits.put(i + ":" + position, Arrays.toString(simulator.step(SEQUENCES.get(i)[position])));
      }
    }
    return logits;
  }

  private static Map<String, String> logits(CircuitLogits circuit) {
    Map<String, String> logits = new TreeMap<>();
    circuit.run(
        SEQUENCES,
        (sequence, position, words) ->
            logits.put(sequence + ":" + position, Arrays.toString(words)));
    return logits;
  }

  private CircuitLogits faked(Bundle bundle, UnaryOperator<List<String>> fault) {
    return new CircuitLogits(
        bundle, Target.ICARUS, new FakeSimulator(model, fault, lines -> lines));
  }

  @Test
  void theyAreThoseOfTheGoldenSimulator() throws IOException {
    assertEquals(13, golden().size());
    try (Bundle bundle = write("b", content.files())) {
      assertEquals(golden(), logits(faked(bundle, lines -> lines)));
    }
    ExternalTool.named("iverilog");
    Map<String, byte[]> files = new LinkedHashMap<>(content.files());
    Circuit.sources().forEach(name -> files.put(Circuit.FOLDER + name, Circuit.source(name)));
    try (Bundle simulated = write("c", BundleFiles.mended(files))) {
      assertEquals(golden(), logits(CircuitLogits.of(simulated, Target.ICARUS)));
    }
  }

  private Bundle write(String name, Map<String, byte[]> files) throws IOException {
    return Bundle.open(BundleFiles.write(folder.resolve(name), files));
  }

  @Test
  void aCircuitThatDoesNotWorkIsTold() throws IOException {
    Map<String, UnaryOperator<List<String>>> faults = new LinkedHashMap<>();
    faults.put("the self-test of its ROMs failed", replace("SELFTEST ok", "SELFTEST bad"));
    faults.put("is xxxx", replace("....$", "xxxx"));
    faults.put("stopped early", lines -> lines.subList(0, lines.size() - 1));
    faults.put("logits came", without("0 L"));
    faults.put("logit 0 came twice", without("0 P"));
    faults.put("the sequence ended early", replace("^0 P.*", "0 E 0"));
    faults.put("went on after its last token", without("0 E"));
    faults.put("the bench wrote \"what?\"", replace("^0 E.*", "what?"));
    try (Bundle bundle = write("b", content.files())) {
      faults.forEach(
          (message, fault) -> {
            InputException e =
                assertThrows(InputException.class, () -> logits(faked(bundle, fault)), message);
            assertTrue(e.getMessage().contains(message), e::getMessage);
            assertTrue(e.getMessage().contains("does not work in icarus"), e::getMessage);
          });
    }
    assertEquals(8, faults.size());
  }

  /** Replaces in the first line that has it. */
  private static UnaryOperator<List<String>> replace(String pattern, String replacement) {
    return lines -> {
      for (int i = 0; i < lines.size(); i++) {
        boolean isWanted = !pattern.startsWith("....") || lines.get(i).startsWith("0 L");
        String changed = lines.get(i).replaceFirst(pattern, replacement);
        if (isWanted && !changed.equals(lines.get(i))) {
          lines.set(i, changed);
          break;
        }
      }
      return lines;
    };
  }

  /** Leaves out the first line that starts so. */
  private static UnaryOperator<List<String>> without(String start) {
    return lines -> {
      lines.remove(lines.stream().filter(line -> line.startsWith(start)).findFirst().orElseThrow());
      return lines;
    };
  }
}
