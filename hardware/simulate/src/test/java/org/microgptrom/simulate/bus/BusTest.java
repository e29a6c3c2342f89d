package org.microgptrom.simulate.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.model.fixed.Temperature;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels.Weights;

/** Both drivers beside the circuit on each bus, whose handshakes are delayed at random. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@EnabledOnOs({OS.LINUX, OS.MAC})
class BusTest {
  private static final Path DOCUMENT = Path.of("../../docs/bus.md");

  /** Tests of bus_test.py. */
  private static final int TESTS = 3;

  private static final Pattern ROW =
      Pattern.compile("\\| 0x([0-9A-F]{2}) \\| `[A-Z_]+` \\| ([rw]+) \\|.*");

  @TempDir Path folder;

  /**
   * The same of all buses, so that they give the same answers, too.
   *
   * @param runs buses, each with what {@link BusSystem#run} takes as pauses
   */
  @ParameterizedTest
  @CsvSource({"3, 3, MODERATE, axi 4 classic 0", "1, 1, FULL_SCALE, axi 0 classic 4 pipelined 4"})
  void driversGetWhatTheGoldenSimulatorDraws(int streams, int units, Weights weights, String runs)
      throws Exception {
    BusSystem system = new BusSystem(folder, weights, new Variant(streams, units));
    BusScenario scenario = new BusScenario(system.model(), streams);
    List<String> inC = scenario.told();
    assertTrue(scenario.tokens() >= 30, () -> "only " + scenario.tokens() + " tokens");
    List<String> inPython = inPython(system, scenario);
    system.prepare(scenario, inC, inPython);
    List<String> answers = new ArrayList<>();
    Matcher run = Pattern.compile("([a-z]+) (\\d)").matcher(runs);
    while (run.find()) {
      ExternalTool.Result result = system.run(run.group(1), Integer.parseInt(run.group(2)));
      String told = result.output();
      assertEquals(0, result.exitCode(), told);
      assertTrue(told.contains("tests: " + TESTS + ", failed: 0\n"), told);
      assertTrue(told.contains("c: " + inC.size() + " lines\n"), told);
      assertTrue(told.contains("python: " + inPython.size() + " lines\n"), told);
      answers.add(Files.readString(folder.resolve("answers.txt")));
    }
    assertEquals(streams == 3 ? 2 : 3, answers.size());
    assertEquals(List.of(answers.get(0)), answers.stream().distinct().toList());
    assertEquals(60, answers.get(0).lines().count());
  }

  private static List<String> inPython(BusSystem system, BusScenario scenario) throws IOException {
    List<String> lines = new ArrayList<>();
    int bos = BusSystem.CONFIG.bos();
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
    return lines;
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
    assertEquals(10 + 7, rows, "registers");
    return registers.entrySet().stream()
        .map(entry -> "register %x %s".formatted(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** ROMs that fail in simulation stop it, so that the core's word for it is turned around. */
  @Test
  void aFailedSelfTestIsToldAndNothingStarts() throws Exception {
    BusSystem system = new BusSystem(folder, Weights.MODERATE, Variant.ONE);
    BusScenario scenario = new BusScenario(system.model(), 1);
    Path source = folder.resolve("microgpt_registers.sv");
    String right = Files.readString(source);
    assertTrue(right.contains("test_ok = core_ok"));
    Files.writeString(source, right.replace("test_ok = core_ok", "test_ok = !core_ok"));
    List<String> failed = new ArrayList<>(scenario.told());
    failed.set(0, "check 00000002");
    int first = failed.indexOf("sequence 00000000");
    failed.set(first, "sequence 00000003");
    failed.set(first + 1, "saturated 00000000");
    system.prepare(scenario, failed.subList(0, first + 2), List.of());
    String told = system.run("classic", 0).output();
    assertTrue(told.contains("STOPPED c, line " + (first + 3) + ": 'sequence 00000003'"), told);
  }

  /** The tests of buses go by functions; the driver's own way are loads and stores. */
  @Test
  void theDriverForCReachesMemory() throws Exception {
    BusSystem system = new BusSystem(folder, Weights.MODERATE, Variant.ONE);
    String program =
        """
        #include <stdio.h>
        #include "microgpt.h"
        int main(void) {
          static uint32_t words[128];
          unsigned i;
          microgpt_t gpt;
          gpt.base = words;
          words[MICROGPT_SIZES / 4] = 2;
          printf("%d\\n", (int)microgpt_start(&gpt, 1, 0x1721, 42, 9));
          for (i = 0; i < 128; i++)
            if (words[i]) printf("%x %x\\n", 4 * i, (unsigned)words[i]);
          return 0;
        }
        """;
    assertEquals("0\n10 2\n60 1\n64 1721\n68 2a\n6c 9\n", system.onMemory(program));
  }

  /** Faults that must show; text and replacement as in the source. */
  private record Fault(String file, String text, String replacement) {}

  private static final List<Fault> OF_AXI =
      List.of(
          new Fault("microgpt_axi4_lite", "wstrb_q <= s_axi_wstrb", "wstrb_q <= 4'hF"),
          new Fault("microgpt_fifo", "ready_o = !count_q[Bits]", "ready_o = 1'b1"),
          new Fault("microgpt_channel", "token_ready_o = token_room", "token_ready_o = 1'b1"),
          new Fault("microgpt_channel", "|| written_q == PosBits'(Context - 1)", ""));

  private static final List<Fault> OF_WISHBONE =
      List.of(
          new Fault("microgpt_wishbone", "dat_o <= word", "if (request) dat_o <= dat_i"),
          new Fault("microgpt_channel", "if (pop) state_q", "state_q"),
          new Fault("microgpt_channel", "|(max_tokens_q >> PosBits)", "1'b0"),
          new Fault("microgpt_channel", "&& strobes_i == 4'hF && 32'", "&& 32'"),
          new Fault("microgpt_registers", "|(pending & enable_q)", "|pending"));

  @ParameterizedTest
  @ValueSource(strings = {"axi", "classic"})
  void faultsShow(String bus) throws Exception {
    List<Fault> faults = bus.equals("axi") ? OF_AXI : OF_WISHBONE;
    BusSystem system = new BusSystem(folder, Weights.MODERATE, Variant.ONE);
    BusScenario scenario = new BusScenario(system.model(), 1);
    system.prepare(scenario, scenario.told(), inPython(system, scenario));
    for (Fault fault : faults) {
      Path source = folder.resolve(fault.file() + ".sv");
      String right = Files.readString(source);
      assertTrue(right.contains(fault.text()), fault::toString);
      Files.writeString(source, right.replace(fault.text(), fault.replacement()));
      ExternalTool.Result result = system.run(bus, 0);
      assertNotEquals(0, result.exitCode(), fault::toString);
      assertTrue(
          result.output().contains("STOPPED") || result.output().contains("AssertionError"),
          () -> fault + ": " + result.output());
      Files.writeString(source, right);
    }
    assertEquals(bus.equals("axi") ? 4 : 5, faults.size());
  }
}
