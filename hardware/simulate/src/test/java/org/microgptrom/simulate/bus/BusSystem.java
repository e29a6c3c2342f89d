package org.microgptrom.simulate.bus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.rtl.Circuit;

/**
 * A processor, not of this project, that reaches the circuit by one of the buses: PicoRV32, whose
 * programs are compiled for it.
 */
final class BusSystem {
  static final ModelConfig CONFIG = new ModelConfig(1, 8, 2, 12, 16, 10);
  static final Path HDL = Path.of("../rtl/hdl").toAbsolutePath().normalize();
  static final Path DRIVERS = Path.of("../../docs/examples/bus").toAbsolutePath().normalize();
  private static final List<String> FILES =
      List.of(
          "others/picorv32.v",
          "gap.sv",
          "system.sv",
          "start.S",
          "system.ld",
          "console.h",
          "main.c",
          "monitor.c",
          "python_driver.py");
  private static final int MEMORY_BYTES = 65_536;

  private final ExternalTool verilator = ExternalTool.named("verilator");
  private final ExternalTool gcc = ExternalTool.named("riscv64-unknown-elf-gcc");
  private final ExternalTool objcopy = ExternalTool.named("riscv64-unknown-elf-objcopy");
  private final ExternalTool python = ExternalTool.named("python3");
  private final QuantizedModel model;
  private final Path folder;
  private final int streams;

  /** Writes a bundle of a random model, and the system's sources, into a folder. */
  BusSystem(Path folder, RandomModels.Weights weights, int streams) throws IOException {
    this.folder = folder;
    this.streams = streams;
    this.model = RandomModels.quantized(CONFIG, weights, 3).model();
    Map<String, byte[]> files =
        new LinkedHashMap<>(new TestBundle(CONFIG, weights, 4, streams, 3).files());
    Circuit.sources().forEach(name -> files.put(Circuit.FOLDER + name, Circuit.source(name)));
    TestBundle.write(folder, TestBundle.mended(files));
    for (String file : FILES) {
      try (InputStream in = BusSystem.class.getResourceAsStream(file)) {
        Files.write(folder.resolve(name(file)), in.readAllBytes());
      }
    }
    for (String file : busSources()) {
      Files.copy(HDL.resolve(file), folder.resolve(name(file)));
    }
    Files.copy(DRIVERS.resolve("microgpt.h"), folder.resolve("microgpt.h"));
  }

  QuantizedModel model() {
    return model;
  }

  Path folder() {
    return folder;
  }

  /** The paths of the list of the buses' sources. */
  static List<String> busSources() throws IOException {
    return Files.readAllLines(HDL.resolve("microgpt_bus.f"));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Compiles the hardware; the program can be run again and again. */
  Path hardware(boolean isWishbone) throws IOException, InterruptedException {
    String object = isWishbone ? "wishbone" : "axi";
    List<String> arguments =
        new ArrayList<>(
            List.of("--binary", "--timing", "-Wno-lint", "-Wno-style", "-Wno-TIMESCALEMOD"));
    if (isWishbone) {
      arguments.add("-DWISHBONE");
    }
    arguments.addAll(List.of("--top-module", "system", "-o", "system", "--Mdir", object));
    arguments.addAll(Circuit.synthesisPaths());
    busSources().forEach(file -> arguments.add(name(file)));
    arguments.addAll(List.of("gap.sv", "system.sv", "picorv32.v"));
    verilator.runOk(folder, arguments.toArray(String[]::new));
    return folder.resolve(object).resolve("system");
  }

  /** Compiles a program of the processor, without a word of the compiler. */
  void firmware(String name, String cases) throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("bundle.h"),
        python.runOk(folder, DRIVERS.resolve("microgpt_bus.py").toString(), "."));
    Files.writeString(folder.resolve("cases.h"), cases);
    String[] options = {
      "-march=rv32i",
      "-mabi=ilp32",
      "-std=c99",
      "-pedantic",
      "-Wall",
      "-Wextra",
      "-Wconversion",
      "-Werror",
      "-Os",
      "-ffreestanding",
      "-nostdlib",
      "-T",
      "system.ld",
      "-o",
      "firmware.elf",
      "start.S",
      name,
      "-lgcc"
    };
    if (!gcc.runOk(folder, options).isEmpty()) {
      throw new AssertionError("the compiler has something to say");
    }
    objcopy.runOk(folder, "-O", "binary", "firmware.elf", "firmware.bin");
    byte[] bytes = Arrays.copyOf(Files.readAllBytes(folder.resolve("firmware.bin")), MEMORY_BYTES);
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < bytes.length; i += Integer.BYTES) {
      for (int b = Integer.BYTES - 1; b >= 0; b--) {
        words.append(String.format("%02x", bytes[i + b]));
      }
      words.append('\n');
    }
    Files.writeString(folder.resolve("firmware.mem"), words, StandardCharsets.US_ASCII);
  }

  /** The lines that a program prints, without the simulator's last one. */
  List<String> run(Path hardware, int gaps, int limit) throws IOException, InterruptedException {
    ExternalTool simulation = ExternalTool.at(hardware);
    return simulation
        .run(folder, "+gaps=" + gaps, "+limit=" + limit)
        .output()
        .lines()
        .filter(line -> !line.startsWith("- "))
        .toList();
  }

  /** What the test of the driver for Python prints. */
  List<String> runPython(Path hardware, int gaps, List<BusSequence> sequences)
      throws IOException, InterruptedException {
    Path cases = folder.resolve("cases.txt");
    Files.write(cases, sequences.stream().map(BusSequence::line).toList());
    return python
        .runOk(
            folder,
            "python_driver.py",
            DRIVERS.toString(),
            ".",
            cases.toString(),
            hardware.toString(),
            "+gaps=" + gaps)
        .lines()
        .toList();
  }

  int streams() {
    return streams;
  }
}
