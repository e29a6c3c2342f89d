package org.microgptrom.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ExternalTool;
import org.microgptrom.model.testing.RandomModels;

/** The latencies that the schedule adds up, measured in simulations of the circuit. */
class CircuitLatencyTest {
  private static final String MONITOR = "latency_monitor.sv";

  private static final List<Latency> OF_FIRST_LAYER = List.of(Latency.BEGIN_TO_FIRST_LAYER);
  private static final List<Latency> OF_EMBEDDING =
      List.of(Latency.BEGIN_TO_EMBEDDING, Latency.SCALED_TO_X);

  @TempDir Path folder;

  /** Rows: layers, width, heads, context, hidden, symbols; lanes; whether precomputed. */
  @ParameterizedTest
  @CsvSource({
    "1, 16, 4, 16, 64, 27, 16, false",
    "2, 8, 2, 8, 16, 10, 4, false",
    "1, 24, 3, 9, 20, 13, 64, false",
    "2, 6, 2, 5, 7, 8, 1, false",
    "1, 16, 4, 16, 64, 27, 16, true",
    "2, 6, 2, 5, 7, 8, 1, true"
  })
  void eventsInTheCircuitAreAsFarApartAsTheScheduleSays(
      int layers,
      int embd,
      int heads,
      int context,
      int hidden,
      int symbols,
      int lanes,
      boolean precomputed)
      throws Exception {
    ExternalTool iverilog = ExternalTool.named("iverilog");
    ExternalTool vvp = ExternalTool.named("vvp");
    ModelConfig config = new ModelConfig(layers, embd, heads, context, hidden, symbols);
    CircuitFolder.write(
        folder,
        RandomModels.model(config, RandomModels.Weights.MODERATE, 3),
        lanes,
        new Variant(1, 1, precomputed));
    // Greedy, then drawn at random: scale, seed, tokens, host in time, prompt.
    Files.writeString(folder.resolve("stimulus.txt"), "0 1 4 0 2 1 0\n16384 5 9 0 1 2\n");
    try (InputStream in = CircuitLatencyTest.class.getResourceAsStream(MONITOR)) {
      Files.write(folder.resolve(MONITOR), in.readAllBytes());
    }
    List<String> arguments = new ArrayList<>(List.of("-g2012", "-o", "bench"));
    arguments.addAll(List.of("-s", "microgpt_bench", "-s", "latency_monitor"));
    arguments.addAll(Circuit.paths());
    arguments.add(MONITOR);
    iverilog.runOk(folder, arguments.toArray(String[]::new));
    String printed =
        vvp.runOk(folder, "-n", "bench", "+stimulus=stimulus.txt", "+result=result.txt");
    int columns = MemoryMap.tileColumns(config, lanes);
    assertEquals(
        Arrays.stream(Latency.values())
            .filter(
                latency ->
                    (precomputed ? OF_EMBEDDING : OF_FIRST_LAYER)
                        .stream().noneMatch(latency::equals))
            .collect(
                Collectors.toMap(Latency::constant, latency -> Set.of(cycles(latency, columns)))),
        measured(printed));
    List<String> result = Files.readAllLines(folder.resolve("result.txt"), StandardCharsets.UTF_8);
    assertEquals("SELFTEST ok", result.get(0));
    assertEquals("DONE", result.get(result.size() - 1).substring(0, 4));
  }

  private static String cycles(Latency latency, int columns) {
    return Integer.toString(latency.cycles(columns));
  }

  /** The different cycles of each name. */
  private static Map<String, Set<String>> measured(String printed) {
    return printed
        .lines()
        .filter(line -> line.startsWith("latency "))
        .map(line -> line.split(" ", 3))
        .collect(
            Collectors.groupingBy(
                words -> words[1],
                TreeMap::new,
                Collectors.mapping(words -> words[2], Collectors.toSet())));
  }
}
