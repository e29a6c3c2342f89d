package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.option.Written;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** Outputs that would take the place of an input or of each other. */
class OutputPathsTest {
  @TempDir static Path folder;

  private static Path out;
  private static Path bundle;
  private static Path data;

  @BeforeAll
  static void prepare() throws Exception {
    out = folder.resolve("out");
    bundle = out.resolve("bundle");
    data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(50));
    Cli.ok("run", "--data", data, "--steps", 2, "-o", out);
  }

  @Test
  void everyCommandRefusesThem() throws Exception {
    Path checkpoint = out.resolve("checkpoint");
    Path quantized = out.resolve("quantized");
    Path memory = Files.copy(firstMemory(), folder.resolve("a.mem"));
    Path link = Files.createSymbolicLink(folder.resolve("link.mem"), memory);
    Path inside = Files.copy(data, checkpoint.resolve("data.txt"));
    Path both = folder.resolve("both");
    List<List<Object>> refused =
        List.of(
            List.of("convert", memory, memory),
            List.of("convert", memory, link),
            List.of("convert", memory, folder.resolve("x").resolve("..").resolve("a.mem")),
            List.of("convert", memory, both, "--to", "mif", "--json", both),
            List.of("convert", memory, both, "--to", "mif", "--json", memory),
            List.of("train", "--data", data, "--steps", 1, "-o", data),
            List.of("train", "--data", data, "--steps", 1, "-o", both, "--json", data),
            List.of("train", "--data", inside, "--steps", 1, "-o", checkpoint),
            List.of("run", "--data", data, "--steps", 1, "-o", both, "--json", data),
            List.of("run", "--data", inside, "--steps", 1, "-o", out),
            List.of("run", "--steps", 1, "-o", both, "--json", both.resolve("report.html")),
            List.of("quantize", checkpoint, "--data", data, "-o", checkpoint),
            List.of("quantize", checkpoint, "--data", data, "-o", both, "--json", both),
            List.of("pack", quantized, "-o", quantized),
            List.of("pack", quantized, "-o", both, "--json", both),
            List.of("verify", bundle, "--json", both, "--junit", both),
            List.of("verify", bundle, "--tokens", 10, "--state", both, "--json", both),
            List.of("verify", bundle, "--trace", data, "--junit", data),
            List.of("verify", "merge", data, "--json", data),
            List.of("report", bundle, "--verification", data, "-o", data),
            List.of("report", bundle, "--json", "report.html"),
            List.of("export", checkpoint, "--json", "model.safetensors"),
            List.of("export", checkpoint, "-o", both, "--json", both),
            List.of("import", checkpoint, "-o", checkpoint),
            List.of("evaluate", bundle, "--data", data, "--json", data),
            List.of("fit", bundle, "--json", bundle),
            List.of("fit", bundle, "--json", bundle.resolve("manifest.json")),
            List.of("pack", quantized, "-o", bundle.resolve("rom").resolve("other")),
            List.of("inspect", out, "--json", bundle.resolve("facts.json")),
            List.of("record", bundle, "--port", "tcp://localhost:1", "-o", bundle));
    byte[] words = Files.readAllBytes(memory);
    byte[] text = Files.readAllBytes(data);
    String before = BadInputTest.digest(folder);
    int cases = 0;
    for (List<Object> command : refused) {
      String message = Cli.refused(command.toArray());
      assertTrue(message.contains("nothing was written"), () -> command + ": " + message);
      cases++;
    }
    assertEquals(30, cases);
    assertArrayEquals(words, Files.readAllBytes(memory));
    assertArrayEquals(text, Files.readAllBytes(data));
    assertEquals(before, BadInputTest.digest(folder));
    assertTrue(Files.notExists(both));
    Files.delete(inside);
  }

  /** Before a long training, not after it. */
  @Test
  void placesThatCannotBeWrittenAreRefusedAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "content\n");
    Path places = folder.resolve("places");
    Path foreign = places.resolve("foreign");
    Files.createDirectories(foreign.resolve("bundle"));
    Files.writeString(foreign.resolve("bundle/notes"), "mine\n");
    Files.createDirectories(places.resolve("page/report.html"));
    Files.createDirectories(places.resolve("table/trials.csv"));
    Files.createDirectories(places.resolve("best/best"));
    Files.writeString(places.resolve("best/best/notes"), "mine\n");
    Files.createDirectories(places.resolve("trials"));
    Files.writeString(places.resolve("trials/trials"), "a file\n");
    Path sweep = Files.createDirectories(places.resolve("sweep"));
    Path plan = Files.writeString(folder.resolve("plan.yaml"), "axes: {embd: 4, steps: 1}\n");
    Path facts = Files.copy(plan, sweep.resolve("sweep.json"));
    Path lines = Files.copy(data, sweep.resolve("trials.jsonl"));
    Path reading =
        Files.writeString(folder.resolve("reading.yaml"), "data: " + lines + "\naxes: {embd: 4}\n");
    List<List<Object>> refused =
        List.of(
            List.of("run", "--data", data, "-o", file),
            List.of("run", "--data", data, "-o", foreign),
            List.of("run", "--data", data, "-o", places.resolve("page")),
            List.of("train", "--data", data, "-o", folder.resolve("both"), "--json", places),
            List.of("sweep", plan, "-o", file),
            List.of("sweep", plan, "-o", places.resolve("table")),
            List.of("sweep", plan, "-o", places.resolve("trials")),
            List.of("sweep", plan, "-o", places.resolve("best")),
            List.of("sweep", plan, "-o", places.resolve("new"), "--json", places),
            List.of("sweep", facts, "-o", sweep),
            List.of("sweep", reading, "-o", sweep));
    String before = BadInputTest.digest(folder);
    int cases = 0;
    for (List<Object> command : refused) {
      String message = Cli.refused(command.toArray());
      assertTrue(
          message.contains("nothing was written") || message.contains("is not overwritten"),
          () -> command + ": " + message);
      cases++;
    }
    assertEquals(11, cases);
    assertEquals(before, BadInputTest.digest(folder));
  }

  @Test
  void neighboursAreNoClash() {
    Path facts = folder.resolve("facts.json");
    Cli.ok("verify", bundle, "--json", facts, "--junit", folder.resolve("facts.xml"));
    Cli.ok("diff", bundle, bundle);
    Cli.ok("inspect", bundle, "--json", "-");
  }

  /** A new option that takes a path is read, unless it says that it is written. */
  @Test
  void everyWrittenPathIsMarked() {
    Set<String> marked = new TreeSet<>();
    collect(AllCommands.commandLine(), marked);
    assertEquals(
        List.of("--json", "--junit", "--output", "--state", "--wave-dir", "OUT"),
        List.copyOf(marked));
  }

  private static void collect(CommandLine command, Set<String> marked) {
    for (ArgSpec argument : command.getCommandSpec().args()) {
      boolean written =
          ((AnnotatedElement) argument.userObject()).isAnnotationPresent(Written.class);
      String name =
          argument instanceof CommandLine.Model.OptionSpec option
              ? option.longestName()
              : argument.paramLabel();
      if (written) {
        marked.add(name);
      }
      if (argument.type() == Path.class && name.equals("--output")) {
        assertTrue(written, command.getCommandName() + " " + name);
      }
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, marked));
  }

  private static Path firstMemory() throws Exception {
    try (var files = Files.walk(bundle)) {
      return files
          .filter(file -> file.toString().endsWith(".mem"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }
}
