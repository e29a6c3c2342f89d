package org.microgptrom.sweep.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Yaml;
import org.microgptrom.rtl.synth.Device;

/**
 * A sweep as a user writes it, in YAML; {@code docs/sweep.md} describes the file.
 *
 * @param data a named corpus or a file; null where the command line names one
 * @param splitSeed the seed of the split
 * @param device the FPGA that must hold the models; null for none
 * @param bootLoaded whether weights may be in memory that the bitstream can't initialise
 * @param axes what is tried
 * @param limits that models must keep
 * @param search which points are tried
 * @param objective by which models are ranked
 * @param finalists the best models, whose circuits are tried; null for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SweepPlan(
    @Nullable String data,
    Long splitSeed,
    @Nullable String device,
    Boolean bootLoaded,
    Axes axes,
    Limits limits,
    Search search,
    Objective objective,
    @Nullable Finalists finalists) {
  /** The seed of the split where none is given. */
  public static final long DEFAULT_SPLIT_SEED = 42;

  /** The most bytes of a file that is a plan. */
  private static final long LARGEST_FILE = 1 << 20;

  /** Checks that the parts go together; what is null takes its default. */
  public SweepPlan(
      @Nullable String data,
      @Nullable Long splitSeed,
      @Nullable String device,
      @Nullable Boolean bootLoaded,
      @Nullable Axes axes,
      @Nullable Limits limits,
      @Nullable Search search,
      @Nullable Objective objective,
      @Nullable Finalists finalists) {
    if (data != null && data.isBlank()) {
      throw new IllegalArgumentException("data is empty: name a corpus or a file");
    }
    this.data = data;
    this.splitSeed = splitSeed == null ? DEFAULT_SPLIT_SEED : splitSeed;
    this.device = device;
    this.bootLoaded = bootLoaded != null && bootLoaded;
    this.axes = axes == null ? Axes.ABSENT : axes;
    this.limits = limits == null ? Limits.NONE : limits;
    this.search = search == null ? Search.GRID : search;
    this.objective = objective == null ? Objective.LOSS : objective;
    this.finalists = finalists;
    if (this.search.kind() == Search.Kind.HALVING && this.axes.steps().size() > 1) {
      throw new IllegalArgumentException(
          "halving chooses the steps of its rungs: give one value of steps, that of the last rung");
    }
  }

  /**
   * Reads a plan.
   *
   * @throws InputException if the file is missing, no YAML or no plan, with line and column
   */
  public static SweepPlan read(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new InputException(
            file, "is " + Files.size(file) + " bytes, at most " + LARGEST_FILE + " expected", "");
      }
      return parse(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file, a plan in YAML expected", "");
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
  }

  /** Parses a plan as {@link #read} does; {@code where} names its origin in errors. */
  @SuppressWarnings("ReferenceEquality") // axes that say nothing are axes
  public static SweepPlan parse(Object where, byte[] utf8) {
    SweepPlan plan = Yaml.parseSparse(where, utf8, SweepPlan.class);
    if (plan.axes == Axes.ABSENT) { // not before: an unknown key may be meant for it
      throw new InputException(where, "axes is missing: what is to be tried", "");
    }
    return plan;
  }

  /** The same plan for another device. */
  public SweepPlan on(String fpga) {
    return new SweepPlan(
        data, splitSeed, fpga, bootLoaded, axes, limits, search, objective, finalists);
  }

  /**
   * Requires that what is asked of a device has one.
   *
   * @throws InputException if the plan names none, or one that nothing can place and route for
   */
  public void requireDevice(Object where) {
    if (device == null
        && (!limits.tokensPerSecond().areNone() || objective == Objective.TOKENS_PER_SECOND)) {
      throw new InputException(
          where,
          "asks for tokens per second, which nobody knows without a device",
          "name one: device: ice40-up5k, or --fpga ice40-up5k");
    }
    if (finalists != null
        && finalists.synthSeeds() != null
        && Arrays.stream(Device.values()).noneMatch(known -> known.id().equals(device))) {
      throw new InputException(
          where,
          "asks for place and route, which there is for "
              + Device.ids()
              + ", not for "
              + (device == null ? "a sweep without a device" : device),
          "name one of these devices, or leave synth_seeds out");
    }
  }
}
