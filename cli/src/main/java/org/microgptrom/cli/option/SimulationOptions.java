package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.simulate.tool.Target;
import org.microgptrom.simulate.tool.WeightBus;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlOptions;
import picocli.CommandLine.Option;

/** The options that simulate the circuit. */
public final class SimulationOptions {
  /** The value of {@code --rtl} that asks for a simulator that is installed. */
  public static final String AUTO = "auto";

  @Option(
      names = "--rtl",
      paramLabel = "SIMULATOR",
      completionCandidates = Candidates.Simulators.class,
      description =
          "Also simulate the bundle's circuit and compare it with the golden simulator, in"
              + " ${COMPLETION-CANDIDATES}: those that are installed. Repeatable.")
  private List<String> simulators = List.of();

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description =
          "Compare about N tokens in each simulation and on the board (default: icarus 300,"
              + " verilator 1000, yosys-netlist 40, board 1000).")
  @Range(from = "1", to = "1000000000000000")
  private @Nullable Long tokens;

  @Option(
      names = "--bus-bits",
      paramLabel = "W",
      defaultValue = "0",
      description =
          "Simulate weights from an external memory that delivers W bits per clock cycle (default: 0,"
              + " the ROM). The results stay the same, the cycles grow.")
  @Range(from = "0", to = "65536")
  private int busBits;

  @Option(
      names = "--bus-latency",
      paramLabel = "CYCLES",
      defaultValue = "0",
      description = "Clock cycles before that memory's first bits of each matrix (default: 0).")
  @Range(from = "0", to = "100000")
  private int busLatency;

  @Option(
      names = "--wave-dir",
      paramLabel = "DIR",
      defaultValue = "",
      description =
          "Where "
              + RtlOptions.WAVE_FILE
              + ", the waveform of the first divergence, is left"
              + " (default: the current folder).")
  @Written
  private Path waveFolder;

  /** The number of tokens to compare; 0 if not given. */
  public long tokens() {
    return tokens == null ? 0 : tokens;
  }

  /** Whether a simulation was asked for. */
  public boolean isWanted() {
    return !simulators.isEmpty();
  }

  /**
   * The simulations that were asked for.
   *
   * @throws InputException if no simulator has the given name, or none can do what the other
   *     options ask
   */
  public RtlOptions options() {
    if (!isWanted() && (busBits > 0 || busLatency > 0 || !waveFolder.equals(Path.of("")))) {
      throw new InputException(
          "--bus-bits, --bus-latency and --wave-dir",
          "are options of a simulation, and none is asked for",
          "add --rtl " + AUTO);
    }
    List<Target> required =
        simulators.stream()
            .filter(name -> !name.equals(AUTO))
            .map(SimulationOptions::target)
            .toList();
    List<Target> optional = simulators.contains(AUTO) ? List.of(Target.values()) : List.of();
    return CommonOptions.checked(
        "--rtl",
        () ->
            new RtlOptions(
                required, optional, tokens(), new WeightBus(busBits, busLatency), waveFolder));
  }

  /**
   * The target with this name.
   *
   * @throws InputException if no target has it
   */
  public static Target target(String name) {
    return Arrays.stream(Target.values())
        .filter(target -> target.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--rtl",
                    "no simulator has the name " + name,
                    NearestName.advice(name, new Candidates.Simulators().names())));
  }

  /**
   * The simulator with this name; of {@link #AUTO} Verilator or, where that is missing, Icarus, and
   * none if neither is installed.
   *
   * @throws InputException if none has the name
   */
  public static Optional<Target> chosen(String name) {
    return name.equals(AUTO) ? installed() : Optional.of(target(name));
  }

  private static Optional<Target> installed() {
    return Stream.of(Target.VERILATOR, Target.ICARUS)
        .filter(target -> HdlTool.find(program(target)).isPresent())
        .findFirst();
  }

  private static String program(Target target) {
    return target == Target.ICARUS ? "iverilog" : "verilator";
  }

  /** The waveforms that were written. */
  public List<Path> waveforms(VerificationReport report) {
    return report.circuit() == null
        ? List.of()
        : report.circuit().stream()
            .filter(run -> run.waveform() != null)
            .map(run -> waveFolder.resolve(run.waveform()))
            .toList();
  }
}
