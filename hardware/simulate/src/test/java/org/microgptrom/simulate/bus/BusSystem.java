package org.microgptrom.simulate.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;

/** The circuit behind a bus in Icarus Verilog, and what asks it: the drivers, through cocotb. */
final class BusSystem {
  static final ModelConfig CONFIG = new ModelConfig(1, 4, 2, 12, 8, 10);
  static final Path HDL = Path.of("../rtl/hdl").toAbsolutePath().normalize();
  static final Path DRIVERS = Path.of("../../docs/examples/bus").toAbsolutePath().normalize();
  private static final List<String> FILES =
      List.of("scenario.c", "buses.py", "bus_test.py", "simulate.py");

  private final ExternalTool python = ExternalTool.pythonWith("cocotb", "cocotbext.axi");
  private final ExternalTool gcc = ExternalTool.named("gcc");
  private final QuantizedModel model;
  private final Path folder;
  private final Variant variant;

  /** Writes a bundle of a random model, and the sources of buses and tests, into a folder. */
  BusSystem(Path folder, RandomModels.Weights weights, Variant variant)
      throws IOException, InterruptedException {
    ExternalTool.named("iverilog");
    this.folder = folder;
    this.variant = variant;
    this.model = RandomModels.quantized(CONFIG, weights, 3).model();
    Map<String, byte[]> files =
        new LinkedHashMap<>(new TestBundle(CONFIG, weights, 2, variant, 3).files());
    Circuit.sources().forEach(name -> files.put(Circuit.FOLDER + name, Circuit.source(name)));
    BundleFiles.write(folder, BundleFiles.mended(files));
    for (String file : FILES) {
      try (InputStream in = BusSystem.class.getResourceAsStream(file)) {
        Files.write(folder.resolve(file), in.readAllBytes());
      }
    }
    for (String file : busSources()) {
      Files.copy(HDL.resolve(file), folder.resolve(name(file)));
    }
  }

  QuantizedModel model() {
    return model;
  }

  int streams() {
    return variant.streams();
  }

  /** The paths of the list of the buses' sources. */
  static List<String> busSources() throws IOException {
    return Files.readAllLines(HDL.resolve("microgpt_bus.f"));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Compiles the driver for C without a word of the compiler, and writes what is expected. */
  void prepare(BusScenario scenario, List<String> inC, List<String> inPython)
      throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("bundle.h"),
        python.runOk(folder, DRIVERS.resolve("microgpt_bus.py").toString(), "."));
    Files.writeString(folder.resolve("cases.h"), scenario.header());
    Files.write(
        folder.resolve("cases.txt"), scenario.sequences().stream().map(BusSequence::line).toList());
    Files.write(folder.resolve("expected-c.txt"), inC);
    Files.write(folder.resolve("expected-python.txt"), inPython);
    assertEquals("", compiled("scenario.c", "scenario.so", "-shared", "-fPIC"));
  }

  private String compiled(String source, String result, String... more)
      throws IOException, InterruptedException {
    List<String> options =
        new ArrayList<>(
            List.of("-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-O1"));
    options.addAll(List.of(more));
    options.addAll(List.of("-I", DRIVERS.toString(), "-o", result, source));
    return gcc.runOk(folder, options.toArray(String[]::new));
  }

  /**
   * What a program of C prints that uses the driver, with its own way to the registers, on memory.
   */
  String onMemory(String program) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("memory.c"), program);
    assertEquals("", compiled("memory.c", "memory"));
    return ExternalTool.at(folder.resolve("memory")).runOk(folder);
  }

  /**
   * Simulates all that bus_test.py has.
   *
   * @param bus axi, classic or pipelined
   * @param pauses each handshake is held back in all but one of so many cycles, 0 in none
   */
  ExternalTool.Result run(String bus, int pauses) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "simulate.py",
                bus,
                String.valueOf(variant.streams()),
                String.valueOf(Integer.numberOfTrailingZeros(BusScenario.DEPTH)),
                String.valueOf(pauses),
                DRIVERS.toString()));
    arguments.addAll(Circuit.synthesisPaths());
    busSources().forEach(file -> arguments.add(name(file)));
    return python.run(folder, arguments.toArray(String[]::new));
  }
}
