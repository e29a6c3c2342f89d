package org.microgptrom.cli.option;

import org.microgptrom.model.fixed.Temperature;
import picocli.CommandLine.Option;

/** The temperature at which texts are drawn. */
public final class TemperatureOptions {
  /** The option's name. */
  public static final String OPTION = "--temperature";

  @Option(
      names = OPTION,
      paramLabel = "T",
      defaultValue = "0.5",
      description =
          "0 for the most probable text, else 0.0902 or more (default: ${DEFAULT-VALUE}).")
  @Range(from = "0", to = "1000")
  private double temperature;

  /** The temperature as it was given. */
  public double value() {
    return temperature;
  }

  /**
   * The circuit's scale of the temperature; 0 for greedy.
   *
   * @throws org.microgptrom.model.io.InputException if it is too low for one
   */
  public int scale() {
    return CommonOptions.checked(OPTION, () -> Temperature.scale(temperature));
  }
}
