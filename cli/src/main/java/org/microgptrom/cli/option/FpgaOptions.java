package org.microgptrom.cli.option;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.text.FitText;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.code.Codes;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.rtl.CircuitParameters;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;
import org.microgptrom.rtl.plan.Alternative;
import org.microgptrom.rtl.plan.Plan;
import org.microgptrom.rtl.plan.Planner;
import org.microgptrom.rtl.plan.Verdict;
import picocli.CommandLine.Option;

/** The options that name the FPGA that a bundle is for, which decides the number of lanes. */
public final class FpgaOptions {
  private static final String NAME = "--fpga";

  @Option(
      names = NAME,
      paramLabel = "FPGA",
      completionCandidates = Candidates.Fpgas.class,
      description =
          "The FPGA that the bundle is for, one that 'fit' lists: the lanes are those that are"
              + " fastest there, in the place of --lanes. Refused, by 'run' before the training,"
              + " if it does not hold the model.")
  private @Nullable String name;

  private final FpgaCatalog catalog = FpgaCatalog.get();

  /** Whether the options name an FPGA. */
  public boolean isGiven() {
    return name != null;
  }

  /**
   * Requires that the device exists and holds models of a shape.
   *
   * @param codes that stand in ROM for the weights
   * @throws InputException if it does not; the error says what it holds instead
   */
  public void requireHeld(ModelConfig config, Codes codes, Variant variant) {
    plan(config, codes, variant, CircuitParameters.usualScoreBits(config));
  }

  /**
   * The number of lanes for a model.
   *
   * @throws InputException if the device does not hold it
   */
  public int lanes(QuantizedModel model, Variant variant, Console console) {
    int scoreBits = CircuitParameters.scoreBits(model.config(), model.formats());
    Plan plan = plan(model.config(), model.formats().codes(), variant, scoreBits);
    console.progress(
        "pack: for "
            + plan.part()
            + ", which holds it as "
            + plan.verdict()
            + " with "
            + FitText.lanes(plan));
    return plan.lanes();
  }

  private Plan plan(ModelConfig config, Codes codes, Variant variant, int scoreBits) {
    Fpga fpga = catalog.named(NAME, Objects.requireNonNull(name));
    Plan plan =
        CommonOptions.checked(
            NAME, () -> new Planner(catalog, config, codes, variant, scoreBits).plan(fpga));
    if (plan.verdict() == Verdict.NO) {
      Optional<Alternative> instead =
          Alternative.of(
              catalog,
              fpga,
              config,
              smaller -> codes.of(smaller.parameterNames()),
              variant,
              scoreBits);
      throw new InputException(
          NAME + " " + fpga.name(),
          "does not hold a model of " + TableText.shape(config),
          FitText.instead(config, variant, instead));
    }
    return plan;
  }
}
