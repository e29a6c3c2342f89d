package org.microgptrom.cli.stage;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.TemperatureOptions;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.io.InputException;
import org.microgptrom.talos.TalosHost;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Samples texts by the golden simulator, which are the texts that the hardware will print. */
public final class SampleStage {
  private static final int DEFAULT_COUNT = 20;
  private static final List<Double> TALOS_TEMPERATURES = List.of(0.5, 1.0, 2.0, 4.0);

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Texts to sample (default: " + DEFAULT_COUNT + ").")
  @Range(from = "0", to = "1000000")
  private @Nullable Integer count;

  @Mixin private TemperatureOptions temperature;

  public double temperature() {
    return temperature.value();
  }

  /** The number of texts that is asked for. */
  public Optional<Integer> count() {
    return Optional.ofNullable(count);
  }

  /** Checks the options before a long run needs them; returns the temperature's scale. */
  public int scale(long seed) {
    requireSeed(seed);
    return temperature.scale();
  }

  private static void requireSeed(long seed) {
    if (seed < 1 || seed > 0xFFFF_FFFFL) {
      throw new InputException(
          "--seed", "must be in 1..4294967295 for the 32-bit generator, not " + seed, "");
    }
  }

  /** Texts sampled from the model. */
  public List<String> run(QuantizedModel model, long seed) {
    Sampler sampler = sampler(model, seed, model.config().vocabSize());
    return run(model, Draws.golden(model, sampler, token -> false));
  }

  /** Texts drawn from the model. */
  public List<String> run(QuantizedModel model, Draws draws) {
    return draws
        .after(Stream.generate(() -> new int[0]).limit(count().orElse(DEFAULT_COUNT)))
        .map(generation -> generation.text(model.vocabulary()))
        .toList();
  }

  /**
   * The sampler that the options ask for.
   *
   * @param most how many of the most probable tokens may be drawn
   */
  public Sampler sampler(QuantizedModel model, long seed, int most) {
    return new Sampler(model, scale(seed), (int) seed, most);
  }

  /** Texts that a TALOS-V2 board prints. */
  public List<String> run(TalosStage.Model model, long seed, Console console) {
    requireSeed(seed);
    double wanted = temperature();
    if (!(wanted == 0 || (wanted >= 0.5 / 256 && wanted < 255.5 / 256 + 255))) {
      throw new InputException(
          TemperatureOptions.OPTION,
          "must be 0 or in 0.002..255.99 for TALOS-V2, not " + wanted,
          "");
    }
    TalosHost host =
        new TalosHost(model.weights(), (int) Math.round(wanted * 256), (int) seed, outputs -> {});
    if (wanted > 0 && !TALOS_TEMPERATURES.contains(wanted)) {
      console.warn(
          "TALOS-V2 has the temperatures 0.5, 1, 2 and 4 only: "
              + wanted
              + " counts as "
              + TALOS_TEMPERATURES.stream().filter(t -> t >= wanted).findFirst().orElse(4.0));
    }
    return Stream.generate(() -> host.text(model.vocabulary()))
        .limit(count().orElse(DEFAULT_COUNT))
        .toList();
  }
}
