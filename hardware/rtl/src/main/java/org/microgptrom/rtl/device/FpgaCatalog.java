package org.microgptrom.rtl.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.model.io.Yaml;

/**
 * All FPGAs that the planner knows; {@code docs/devices.md} describes their file.
 *
 * @param families the families by name
 * @param measuredMhz the highest frequency in MHz that a circuit was placed and routed for, by
 *     device
 * @param devices all devices in the order of the file
 */
public record FpgaCatalog(
    Map<String, Fpga.Family> families, Map<String, Double> measuredMhz, List<Fpga> devices) {
  private static final String FILE = "fpgas.yaml";
  private static final FpgaCatalog CATALOG = load();

  /** Copies the lists and checks that all names agree. */
  public FpgaCatalog {
    families = Map.copyOf(families);
    measuredMhz = Map.copyOf(measuredMhz);
    devices = List.copyOf(devices);
    List<String> names = devices.stream().map(Fpga::name).toList();
    if (names.stream().distinct().count() != names.size()
        || !names.containsAll(measuredMhz.keySet())) {
      throw new IllegalArgumentException("names of devices must differ, and measured ones exist");
    }
    for (Fpga fpga : devices) {
      if (!families.containsKey(fpga.family())) {
        throw new IllegalArgumentException(fpga.name() + ": no family " + fpga.family());
      }
    }
  }

  /** The catalog of this version. */
  public static FpgaCatalog get() {
    return CATALOG;
  }

  /**
   * The device that a user names with {@code --device}.
   *
   * @throws InputException if there is none; the error suggests the nearest name
   */
  public Fpga named(String name) {
    return named("--device", name);
  }

  /**
   * The device that a user names.
   *
   * @param option with which the device is named
   * @throws InputException if there is none; the error suggests the nearest name
   */
  public Fpga named(String option, String name) {
    List<String> names = devices.stream().map(Fpga::name).toList();
    return devices.stream()
        .filter(fpga -> fpga.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    option, "there is no device '" + name + "'", NearestName.advice(name, names)));
  }

  /** The family of one of the devices. */
  public Fpga.Family family(Fpga fpga) {
    return Objects.requireNonNull(families.get(fpga.family()), fpga.family());
  }

  /** Whether a clock frequency was measured on this device. */
  public boolean isMeasured(Fpga fpga) {
    return measuredMhz.containsKey(fpga.name());
  }

  /** The clock frequency in MHz, measured or assumed. */
  public double mhz(Fpga fpga) {
    return measuredMhz.getOrDefault(fpga.name(), family(fpga).assumedMhz());
  }

  private static FpgaCatalog load() {
    try (InputStream in = FpgaCatalog.class.getResourceAsStream(FILE)) {
      return Yaml.parse(FILE, in.readAllBytes(), FpgaCatalog.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
