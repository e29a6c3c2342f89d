package org.microgptrom.rtl.synth;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.rtl.device.Fpga;
import org.microgptrom.rtl.device.FpgaCatalog;

/** An FPGA in one package and speed grade that open tools can place and route for. */
public enum Device {
  /** Lattice's LFE5U-25F. */
  ECP5_25F("ecp5-25f", Family.ECP5, "CABGA381", "6", 100, "", "--25k --package CABGA381 --speed 6"),
  /** Lattice's LFE5U-45F. */
  ECP5_45F("ecp5-45f", Family.ECP5, "CABGA381", "6", 100, "", "--45k --package CABGA381 --speed 6"),
  /** Lattice's LFE5U-85F. */
  ECP5_85F("ecp5-85f", Family.ECP5, "CABGA381", "6", 100, "", "--85k --package CABGA381 --speed 6"),
  /** Lattice's iCE40HX8K, without multipliers. */
  ICE40_HX8K("ice40-hx8k", Family.ICE40, "CT256", "HX", 48, "-device hx", "--hx8k --package ct256"),
  /** Lattice's iCE40UP5K. */
  ICE40_UP5K(
      "ice40-up5k", Family.ICE40, "SG48", "UP", 24, "-device u -dsp", "--up5k --package sg48");

  private final String id;
  private final Family family;
  private final String housing;
  private final String speedGrade;
  private final int defaultMhz;
  private final String synthesisOptions;
  private final String routerOptions;

  Device(
      String id,
      Family family,
      String housing,
      String speedGrade,
      int defaultMhz,
      String synthesisOptions,
      String routerOptions) {
    this.id = id;
    this.family = family;
    this.housing = housing;
    this.speedGrade = speedGrade;
    this.defaultMhz = defaultMhz;
    this.synthesisOptions = synthesisOptions;
    this.routerOptions = routerOptions;
  }

  /**
   * The device that a user names.
   *
   * @throws InputException if there is none; the error suggests the nearest name
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
                    NearestName.advice(id, Arrays.stream(values()).map(Device::id).toList())));
  }

  /** All names, for help texts. */
  public static String ids() {
    return Arrays.stream(values()).map(Device::id).collect(Collectors.joining(", "));
  }

  /** The name by which a user calls the device. */
  public String id() {
    return id;
  }

  /** The device's resources. */
  public Fpga fpga() {
    return FpgaCatalog.get().named(id);
  }

  /** The device's maker, type and package. */
  public String part() {
    return fpga().part() + ", " + housing;
  }

  /** The speed grade whose delays the timing is computed with. */
  public String speedGrade() {
    return speedGrade;
  }

  /** The number of block RAMs. */
  public int blockRams() {
    return fpga().blocks().get(0).count();
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
