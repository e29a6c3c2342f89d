package org.microgptrom.simulate.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.function.UnaryOperator;
import org.microgptrom.model.Site;
import org.microgptrom.model.fixed.GoldenSimulator;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.simulate.tool.Simulator;
import org.microgptrom.simulate.tool.Workspace;
import org.microgptrom.simulate.trace.TraceExpectation;

/**
 * A circuit that is right but for planted faults: the golden simulator behind the bench's files.
 */
public final class FakeSimulator implements Simulator {
  static final int COLUMNS = 4;

  private final QuantizedModel model;
  private final UnaryOperator<List<String>> resultFault;
  private final UnaryOperator<List<String>> traceFault;
  public final List<String> runs = new ArrayList<>();
  private List<String> result;
  private List<String> trace;
  private int cycle;
  private int state;

  public FakeSimulator(
      QuantizedModel model,
      UnaryOperator<List<String>> resultFault,
      UnaryOperator<List<String>> traceFault) {
    this.model = model;
    this.resultFault = resultFault;
    this.traceFault = traceFault;
  }

  @Override
  public List<String> tools() {
    return List.of("Fake 1.0");
  }

  @Override
  public Build build(Workspace workspace, boolean traced) {
    return arguments -> run(workspace.folder(), traced, arguments);
  }

  private HdlTool.Result run(Path folder, boolean traced, List<String> arguments)
      throws IOException {
    runs.add(String.join(" ", arguments));
    result = new ArrayList<>(List.of("SELFTEST ok"));
    trace = new ArrayList<>();
    cycle = 100;
    state = 0xDEAD;
    for (String line : Files.readAllLines(folder.resolve(value(arguments, "+stimulus=")))) {
      sequence(line);
    }
    result.add("DONE " + cycle);
    write(folder.resolve(value(arguments, "+result=")), resultFault.apply(result));
    if (traced) {
      write(folder.resolve(value(arguments, "+trace=")), traceFault.apply(trace));
      write(folder.resolve(value(arguments, "+wave=")), List.of("$end"));
    }
    return new HdlTool.Result(0, "");
  }

  private static String value(List<String> arguments, String name) {
    return arguments.stream()
        .filter(a -> a.startsWith(name))
        .findFirst()
        .orElseThrow()
        .substring(name.length());
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.write(file, lines, StandardCharsets.US_ASCII);
  }

  private void sequence(String line) {
    GoldenSimulator golden = new GoldenSimulator(model, this::trace);
    try (Scanner in = new Scanner(line)) {
      int scale = in.nextInt();
      long seed = in.nextLong();
      state = seed == 0 ? state : (int) seed;
      int max = in.nextInt();
      in.nextInt(); // how the host takes tokens changes none
      int count = in.nextInt();
      for (int i = 1; i < count; i++) {
        logits(golden.step(in.nextInt()));
        result.add("0 P " + (500 + 10 * golden.position()));
      }
      int token = in.nextInt();
      int[] logits = golden.step(token);
      logits(logits);
      if (max == 0) {
        result.add("0 P " + (500 + 10 * golden.position()));
      }
      for (int drawn = 1; drawn <= max; drawn++) {
        Sampler sampler = new Sampler(model, scale, state);
        token = sampler.next(logits);
        state = sampler.state();
        boolean last =
            token == model.config().bos()
                || drawn == max
                || golden.position() == model.config().context();
        String cycles = " " + (600 + 10 * golden.position());
        result.add("0 T " + token + " " + hex(state, 8) + (last ? " 1" : " 0") + cycles);
        if (last) {
          break;
        }
        logits = golden.step(token);
        logits(logits);
      }
    }
    result.add("0 E " + (golden.saturations().total() > 0 ? 1 : 0));
  }

  private void logits(int[] logits) {
    groups(logits, "0 L ", "");
    cycle += 700;
  }

  private void trace(Site site, int layer, int[] words) {
    String name = TraceExpectation.name(site);
    List<String> all = result;
    result = trace;
    groups(words, "0 " + name + " " + layer + " ", cycle + " ");
    result = all;
  }

  private void groups(int[] words, String before, String between) {
    for (int g = 0; g * COLUMNS < words.length; g++) {
      StringBuilder digits = new StringBuilder();
      for (int word : Arrays.copyOfRange(words, g * COLUMNS, (g + 1) * COLUMNS)) {
        digits.insert(0, hex(word, 4));
      }
      result.add(before + g + " " + between + digits);
    }
  }

  private static String hex(int word, int digits) {
    return String.format(Locale.ROOT, "%08x", word).substring(8 - digits);
  }
}
