package org.microgptrom.cli;

import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.fixed.Temperature;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.Option;

/** Texts sampled by the golden simulator: what the hardware will print. */
final class SampleStage {
  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "20",
      description = "Texts to sample (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0.5",
      description =
          "0 for the most probable text, else 0.0902 or more (default: ${DEFAULT-VALUE}).")
  private double temperature;

  /** Checks the options before a long run needs them; returns the temperature's scale. */
  int scale(long seed) {
    if (count < 0) {
      throw new InputException("--count", "must not be negative, not " + count, "");
    }
    if (seed < 1 || seed > 0xFFFF_FFFFL) {
      throw new InputException(
          "--seed", "must be in 1..4294967295 for the 32-bit generator, not " + seed, "");
    }
    return CommonOptions.checked("--temperature", () -> Temperature.scale(temperature));
  }

  /** Texts sampled from the model. */
  List<String> run(QuantizedModel model, long seed) {
    GoldenSimulator simulator = new GoldenSimulator(model);
    Sampler sampler = new Sampler(model, scale(seed), (int) seed);
    return Stream.generate(() -> Generation.generate(simulator, sampler))
        .limit(count)
        .map(generation -> generation.text(model.vocabulary()))
        .toList();
  }
}
