package org.microgptrom.board.bitstream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.testing.BundleFiles;
import org.microgptrom.bundle.testing.TestBundle;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.model.rom.RomImage;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.rtl.Circuit;

/**
 * The ROMs of a small bundle, placed and routed for an iCE40 or ECP5 by Yosys and nextpnr, with
 * little else, so that it takes seconds.
 *
 * @param folder with netlist, placement and bitstream
 * @param text the bitstream as a text
 * @param binary the bitstream for the device
 */
record RoutedRoms(
    Path folder, Manifest manifest, Map<String, RomImage> images, Path text, Path binary) {
  private static final String HARNESS = "roms.sv";
  private static final String TOP = "microgpt_roms";

  /** How one family's tools are asked. */
  enum Target {
    HX8K("synth_ice40 -device hx", "nextpnr-ice40", "--hx8k --package ct256 --pcf"),
    UP5K("synth_ice40 -device u -dsp", "nextpnr-ice40", "--up5k --package sg48 --pcf"),
    ECP5("synth_ecp5", "nextpnr-ecp5", "--25k --package CABGA381 --lpf");

    private final String synthesis;
    private final String router;
    private final String options;

    Target(String synthesis, String router, String options) {
      this.synthesis = synthesis;
      this.router = router;
      this.options = options + "-allow-unconstrained";
    }
  }

  static RoutedRoms make(Path folder, TestBundle bundle, Target target) throws Exception {
    boolean ice40 = target != Target.ECP5;
    ExternalTool yosys = ExternalTool.named("yosys");
    ExternalTool router = ExternalTool.named(target.router);
    ExternalTool packer = ExternalTool.named(ice40 ? "icepack" : "ecppack");
    BundleFiles.write(folder, bundle.files());
    Manifest manifest;
    Map<String, RomImage> images;
    try (Bundle opened = Bundle.open(folder)) {
      manifest = opened.manifest();
      images = new RomContents(opened).images();
    }
    try (InputStream harness =
        Objects.requireNonNull(RoutedRoms.class.getResourceAsStream(HARNESS), HARNESS)) {
      Files.copy(harness, folder.resolve(HARNESS));
    }
    List<String> sources = new ArrayList<>();
    for (String name : List.of("params", "rom", "codes", "weights", "table")) {
      String source = "microgpt_" + name + ".sv";
      sources.add(Circuit.FOLDER + source);
      if (!name.equals("params")) { // the bundle has stand-ins
        Files.write(folder.resolve(Circuit.FOLDER + source), Circuit.source(source));
      }
    }
    run(
        yosys,
        folder,
        "-q",
        "-p",
        "read_verilog -sv -defer "
            + String.join(" ", sources)
            + " "
            + HARNESS
            + "; "
            + target.synthesis
            + " -top "
            + TOP
            + "; delete */t:$scopeinfo; write_json netlist.json"); // nextpnr takes them for cells
    Path text = folder.resolve(ice40 ? "roms.asc" : "roms.config");
    Path binary = folder.resolve(ice40 ? "roms.bin" : "roms.bit");
    List<String> arguments = new ArrayList<>(List.of(target.options.split(" ", -1)));
    arguments.addAll(List.of("-q", "--json", "netlist.json", "--write", "placed.json"));
    arguments.addAll(List.of(ice40 ? "--asc" : "--textcfg", text.toString()));
    run(router, folder, arguments.toArray(String[]::new));
    run(packer, folder, text.toString(), binary.toString());
    return new RoutedRoms(folder, manifest, images, text, binary);
  }

  static void run(ExternalTool tool, Path folder, String... arguments) throws Exception {
    ExternalTool.Result result = tool.run(folder, arguments);
    if (result.exitCode() != 0) {
      throw new IOException(tool.program() + ": " + result.output());
    }
  }

  /** Reads a bitstream with this placement. */
  Readback readback(Path bitstream) {
    return Readback.of(bitstream, folder.resolve(BitstreamDesign.PLACEMENT), manifest);
  }

  /** The lines of the bitstream's text. */
  List<String> lines() throws IOException {
    return new ArrayList<>(Files.readAllLines(text));
  }
}
