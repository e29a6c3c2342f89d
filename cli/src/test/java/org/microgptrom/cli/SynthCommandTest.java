package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.text.SynthesisText;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.rtl.synth.Resource;
import org.microgptrom.rtl.synth.RomPlacement;
import org.microgptrom.rtl.synth.SynthesisResult;
import org.microgptrom.rtl.synth.Timing;

/** What {@code synth} says before and after the tools run; .ci/run runs them on a bundle. */
@Tag("slow")
class SynthCommandTest {
  private static final Resource LUTS = new Resource("LUTs", 5000, 5280);
  private static final RomPlacement RIGHT =
      new RomPlacement("weights_lanes", "gen_unit[0].u_matrix.u_weights.mem", 56320, 14, 14, false);

  @TempDir Path folder;

  @Test
  void wrongOptionsAreRefusedBeforeAnythingRuns() {
    String device = Cli.refused("synth", folder, "--device", "ecp5-84f");
    assertTrue(device.contains("there is no device 'ecp5-84f'"), device);
    assertTrue(device.contains("did you mean ecp5-85f?"), device);
    assertTrue(Cli.refused("synth", folder).contains("--device"), "a device is needed");
    assertTrue(
        Cli.refused("synth", folder, "--device", "ecp5-85f", "--seed", "0").contains("seed"));
    assertTrue(
        Cli.refused("synth", folder, "--device", "ecp5-85f", "--frequency", "-5")
            .contains("0.001..1000"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aMissingToolIsNamedWithAdvice() throws Exception {
    List<String> command = new ArrayList<>(List.of("PATH=" + folder));
    command.addAll(
        ChildJvm.command(
            List.of(), Main.class, "synth", folder.toString(), "--device", "ice40-up5k"));
    ExternalTool.Result result =
        ExternalTool.named("env").run(folder, command.toArray(String[]::new));
    assertEquals(ExitCode.BAD_INPUT, result.exitCode(), result::output);
    assertTrue(result.output().startsWith("yosys: is not on the PATH"), result::output);
    assertTrue(result.output().contains("apt-get install yosys"), result::output);
  }

  @Test
  void aResultIsTold() {
    Timing timing = new Timing(25, "core.a.Q", "core.b.D", 22.3, 17.7, 9);
    SynthesisResult routed =
        result(List.of(LUTS), List.of(RIGHT), timing).withCycles(1, "Icarus", 400, 450, 500);
    assertTrue(routed.passed());
    String text = String.join("\n", SynthesisText.lines(routed));
    assertTrue(text.startsWith("Maker type, speed grade 6; seed 3, target 24.00 MHz\n"), text);
    assertTrue(text.contains("maximum frequency 25.00 MHz\nlongest path 40.0 ns"), text);
    assertEquals(62_500, routed.throughput().tokensPerSecondFirst());
    assertEquals(50_000, routed.throughput().tokensPerSecondLast());
    assertTrue(text.matches("(?s).*\\baverage +450 +55,556\\b.*"), text);
  }

  @Test
  void whatIsMissingAndMisplacedIsTold() {
    Resource rams = new Resource(Resource.BLOCK_RAMS, 1040, 30);
    RomPlacement wrong = new RomPlacement("wte_lanes", "u_wte.mem", 6912, 2, 0, true);
    SynthesisResult result = result(List.of(LUTS, rams), List.of(RIGHT, wrong), null);
    assertTrue(!result.passed());
    List<String> lines = SynthesisText.lines(result);
    assertEquals(
        List.of(
            "does not fit: 1,040 block RAMs needed, the device has 30 (1,010 too few)",
            "wte_lanes (u_wte.mem): in LUTs, where it does not belong; 0 block RAMs of at least 2"),
        lines.subList(lines.size() - 2, lines.size()));
    String json = new String(result.toJson(), StandardCharsets.UTF_8);
    assertTrue(
        json.endsWith("\"timing\": null,\n  \"throughput\": null,\n  \"seeds\": null\n}\n"), json);
  }

  private static SynthesisResult result(
      List<Resource> resources, List<RomPlacement> roms, Timing timing) {
    return new SynthesisResult(
        SynthesisResult.FORMAT,
        SynthesisResult.VERSION,
        "microgpt-rom test",
        "device",
        "Maker type",
        "6",
        List.of("Yosys 0", "nextpnr 0"),
        3,
        24,
        resources,
        212,
        roms,
        timing,
        null,
        null);
  }
}
