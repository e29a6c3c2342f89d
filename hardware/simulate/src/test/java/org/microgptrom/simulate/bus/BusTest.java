package org.microgptrom.simulate.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.model.fixed.Temperature;
import org.microgptrom.model.testing.RandomModels.Weights;

/** Both drivers on a processor beside the circuit, whose handshakes are delayed at random. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class BusTest {
  private static final Path DOCUMENT = Path.of("../../docs/bus.md");

  /** Many times the cycles that main.c takes. */
  private static final int LIMIT = 10_000_000;

  private static final Pattern ROW =
      Pattern.compile("\\| 0x([0-9A-F]{2}) \\| `[A-Z_]+` \\| ([rw]+) \\|.*");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "false, 3, MODERATE",
    "true, 3, MODERATE",
    "false, 1, FULL_SCALE",
    "true, 1, FULL_SCALE"
  })
  void driversGetWhatTheGoldenSimulatorDraws(boolean isWishbone, int streams, Weights weights)
      throws Exception {
    BusSystem system = new BusSystem(folder, weights, streams);
    BusScenario scenario = new BusScenario(system.model(), streams);
    Path hardware = system.hardware(isWishbone);
    system.firmware("main.c", scenario.header());
    List<String> expected = scenario.told();
    assertTrue(scenario.tokens() >= 30, () -> "only " + scenario.tokens() + " tokens");
    for (int gaps : new int[] {1, 3, 8}) {
      List<String> told = system.run(hardware, gaps, LIMIT);
      assertTrue(told.get(told.size() - 1).startsWith("ended after "), told::toString);
      assertEquals(
          String.join("\n", expected), String.join("\n", told.subList(0, told.size() - 1)));
    }
    system.firmware("monitor.c", scenario.header());
    assertEquals(
        String.join("\n", inPython(system, scenario)),
        String.join("\n", system.runPython(hardware, 2, scenario.sequences())));
  }

  private static List<String> inPython(BusSystem system, BusScenario scenario) throws IOException {
    List<String> lines = new ArrayList<>();
    String digest = digest(system.folder());
    int bos = BusSystem.CONFIG.bos();
    lines.add(
        "refused another bundle - the circuit holds the ROMs %s, not %s"
            .formatted(digest, String.format("%08x", Integer.parseUnsignedInt(digest, 16) ^ 1)));
    lines.add(
        "identity 1 %d %d %d 4 4".formatted(bos + 1, BusSystem.CONFIG.context(), system.streams()));
    for (BusSequence.Answer answer : scenario.answers()) {
      for (BusSequence.Drawn drawn : answer.drawn()) {
        String state = Integer.toUnsignedString(drawn.state());
        lines.add(drawn.token() + " " + state + (drawn.isLast() ? " last" : " more"));
      }
      int[] tokens = answer.drawn().stream().mapToInt(BusSequence.Drawn::token).toArray();
      lines.add("text " + system.model().vocabulary().decode(tokens));
    }
    StringBuilder scales = new StringBuilder("scales");
    for (double temperature : new double[] {0, 0.0902, 0.5, 1, 1000}) {
      scales.append(' ').append(Temperature.scale(temperature));
    }
    lines.add(scales.toString());
    lines.add("mapped 11223344 000000004433221100000000");
    int streams = system.streams();
    int context = BusSystem.CONFIG.context();
    lines.add(
        "refused a stream - the circuit has the streams 0..%d, not %d"
            .formatted(streams - 1, streams));
    lines.add("refused a token - the model has the tokens 0..%d, not %d".formatted(bos, bos + 1));
    lines.add(
        "refused a prompt - a prompt has 1 to %d tokens, not %d".formatted(context, context + 1));
    lines.add(
        "refused a second start - stream 0 does not start: a sequence runs, or the self-test failed");
    lines.addAll(registers(streams));
    lines.add("ended");
    return lines;
  }

  /** The word that docs/bus.md makes of the signatures of the ROMs. */
  private static String digest(Path bundle) throws IOException {
    Matcher signatures =
        Pattern.compile("Signature = 32'h([0-9a-f]{8});")
            .matcher(Files.readString(bundle.resolve("rtl/microgpt_params.sv")));
    int digest = 0;
    int count = 0;
    while (signatures.find()) {
      digest = Integer.rotateLeft(digest, 1) ^ Integer.parseUnsignedInt(signatures.group(1), 16);
      count++;
    }
    assertEquals(10, count, "ROMs");
    return String.format("%08x", digest);
  }

  /** What the document says can be read and written, in the order of addresses. */
  private static List<String> registers(int streams) throws IOException {
    TreeMap<Integer, String> registers = new TreeMap<>();
    boolean isOfStream = false;
    int rows = 0;
    for (String line : Files.readAllLines(DOCUMENT)) {
      isOfStream |= line.equals("Registers of a stream:");
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows++;
        int offset = Integer.parseInt(row.group(1), 16);
        for (int s = 0; s < (isOfStream ? streams : 1); s++) {
          registers.put(offset + (isOfStream ? 0x40 + 0x20 * s : 0), row.group(2));
        }
      }
    }
    assertEquals(11 + 7, rows, "registers");
    return registers.entrySet().stream()
        .map(entry -> "register %x %s".formatted(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** ROMs that fail in simulation stop it, so that the core's word for it is turned around. */
  @Test
  void aFailedSelfTestIsToldAndNothingStarts() throws Exception {
    BusSystem system = new BusSystem(folder, Weights.MODERATE, 1);
    Path source = folder.resolve("microgpt_registers.sv");
    String right = Files.readString(source);
    assertTrue(right.contains("test_ok = core_ok"));
    Files.writeString(source, right.replace("test_ok = core_ok", "test_ok = !core_ok"));
    system.firmware("main.c", new BusScenario(system.model(), 1).header());
    List<String> told = system.run(system.hardware(true), 1, 200_000);
    assertEquals("check 00000003", told.get(1));
    assertEquals("sequence 00000004", told.get(7));
  }

  /** Faults that must show; text and replacement as in the source. */
  private record Fault(String file, String text, String replacement) {}

  private static final List<Fault> OF_AXI =
      List.of(
          new Fault("microgpt_axi4_lite", "wstrb_q <= s_axi_wstrb", "wstrb_q <= 4'hF"),
          new Fault("microgpt_axi4_lite", "aw_q && w_q &&", "aw_q &&"),
          new Fault("microgpt_axi4_lite", "aw_q && w_q &&", "w_q &&"),
          new Fault("microgpt_axi4_lite", "ar_q <= 1'b1;", "ar_q <= 1'b1; s_axi_rvalid <= 1'b1;"),
          new Fault("microgpt_axi4_lite", "if (s_axi_bready) s_axi_bvalid", "s_axi_bvalid"),
          new Fault("microgpt_fifo", "ready_o = !count_q[Bits]", "ready_o = 1'b1"),
          new Fault("microgpt_channel", "token_ready_o = token_room", "token_ready_o = 1'b1"),
          new Fault("microgpt_channel", "|| written_q == PosBits'(Context - 1)", ""));

  private static final List<Fault> OF_WISHBONE =
      List.of(
          new Fault("microgpt_wishbone", "(Pipelined || !answered_q)", "1'b1"),
          new Fault("microgpt_wishbone", "dat_o <= word", "if (request) dat_o <= dat_i"),
          new Fault("microgpt_channel", "if (pop) state_q", "state_q"),
          new Fault("microgpt_channel", "|(max_tokens_q >> PosBits)", "1'b0"),
          new Fault("microgpt_channel", "&& strobes_i == 4'hF && 32'", "&& 32'"),
          new Fault("microgpt_registers", "|(pending & enable_q)", "|pending"));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void faultsShow(boolean isWishbone) throws Exception {
    List<Fault> faults = isWishbone ? OF_WISHBONE : OF_AXI;
    BusSystem system = new BusSystem(folder, Weights.MODERATE, 1);
    BusScenario scenario = new BusScenario(system.model(), 1);
    system.firmware("main.c", scenario.header());
    List<String> expected = scenario.told();
    for (Fault fault : faults) {
      Path source = folder.resolve(fault.file() + ".sv");
      String right = Files.readString(source);
      assertTrue(right.contains(fault.text()), fault::toString);
      Files.writeString(source, right.replace(fault.text(), fault.replacement()));
      List<String> told = system.run(system.hardware(isWishbone), 3, 3_000_000);
      List<String> before = told.subList(0, Math.max(0, told.size() - 1));
      assertFalse(expected.equals(before), fault::toString);
      Files.writeString(source, right);
    }
    assertEquals(isWishbone ? 6 : 8, faults.size());
  }
}
