package org.microgptrom.rtl.synth;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.microgptrom.model.io.InputException;

/** An FPGA in one package and speed grade that open tools can place and route for. */
public enum Device {
  /** 24,288 LUTs, 56 block RAMs, 28 multipliers. */
  ECP5_25F(
      "ecp5-25f",
      Family.ECP5,
      "Lattice LFE5U-25F, CABGA381",
      "6",
      56,
      100,
      "",
      "--25k --package CABGA381 --speed 6"),
  /** 43,848 LUTs, 108 block RAMs, 72 multipliers. */
  ECP5_45F(
      "ecp5-45f",
      Family.ECP5,
      "Lattice LFE5U-45F, CABGA381",
      "6",
      108,
      100,
      "",
      "--45k --package CABGA381 --speed 6"),
  /** 83,640 LUTs, 208 block RAMs, 156 multipliers. */
  ECP5_85F(
      "ecp5-85f",
      Family.ECP5,
      "Lattice LFE5U-85F, CABGA381",
      "6",
      208,
      100,
      "",
      "--85k --package CABGA381 --speed 6"),
  /** 7,680 LUTs, 32 block RAMs, no multipliers. */
  ICE40_HX8K(
      "ice40-hx8k",
      Family.ICE40,
      "Lattice iCE40HX8K, CT256",
      "HX",
      32,
      48,
      "-device hx",
      "--hx8k --package ct256"),
  /** 5,280 LUTs, 30 block RAMs, 8 multipliers. */
  ICE40_UP5K(
      "ice40-up5k",
      Family.ICE40,
      "Lattice iCE40UP5K, SG48",
      "UP",
      30,
      24,
      "-device u -dsp",
      "--up5k --package sg48");

  private final String id;
  private final Family family;
  private final String part;
  private final String speedGrade;
  private final int blockRams;
  private final int defaultMhz;
  private final String synthesisOptions;
  private final String routerOptions;

  Device(
      String id,
      Family family,
      String part,
      String speedGrade,
      int blockRams,
      int defaultMhz,
      String synthesisOptions,
      String routerOptions) {
    this.id = id;
    this.family = family;
    this.part = part;
    this.speedGrade = speedGrade;
    this.blockRams = blockRams;
    this.defaultMhz = defaultMhz;
    this.synthesisOptions = synthesisOptions;
    this.routerOptions = routerOptions;
  }

  /**
   * The device that a user names.
   *
   * @throws InputException if there is none, with the nearest name
   */
  public static Device named(String id) {
    return Arrays.stream(values())
        .filter(device -> device.id.equalsIgnoreCase(id))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--device",
                    "there is no device '" + id + "'",
                    "did you mean "
                        + NearestName.of(id, Arrays.stream(values()).map(Device::id).toList())
                        + "? Known: "
                        + ids()));
  }

  /** All names, for help texts. */
  public static String ids() {
    return Arrays.stream(values()).map(Device::id).collect(Collectors.joining(", "));
  }

  /** The name a user gives it. */
  public String id() {
    return id;
  }

  /** Maker, type and package. */
  public String part() {
    return part;
  }

  /** The speed grade whose delays the timing is computed with. */
  public String speedGrade() {
    return speedGrade;
  }

  /** The number of block RAMs. */
  public int blockRams() {
    return blockRams;
  }

  /** A frequency to aim for when the user has no other wish, in MHz. */
  public int defaultMhz() {
    return defaultMhz;
  }

  Family family() {
    return family;
  }

  /** Options for the family's synthesis command. */
  String synthesisOptions() {
    return synthesisOptions;
  }

  /** Options that choose the device for the router. */
  List<String> routerOptions() {
    return List.of(routerOptions.split(" ", -1));
  }
}
