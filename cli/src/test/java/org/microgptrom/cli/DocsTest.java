package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.Primitive;
import org.microgptrom.rtl.device.FpgaCatalog;
import picocli.CommandLine;

/** The documents: links and options exist, and commands that no test runs say why. */
class DocsTest {
  /** The width of a paragraph. */
  private static final int COLUMNS = 100;

  private static final Pattern MODULES = Pattern.compile(" -pl ([\\w/,]+)");
  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");

  /** README, CONTRIBUTING and all of docs/. */
  static List<MarkdownDocument> documents() throws IOException {
    List<MarkdownDocument> documents = new ArrayList<>();
    documents.add(MarkdownDocument.read(ReaderFolder.ROOT.resolve("README.md")));
    documents.add(MarkdownDocument.read(ReaderFolder.ROOT.resolve("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.list(ReaderFolder.ROOT.resolve("docs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        documents.add(MarkdownDocument.read(file));
      }
    }
    return documents;
  }

  /** All Markdown of the project, that of its modules, too. */
  private static List<MarkdownDocument> everyDocument() throws IOException {
    List<MarkdownDocument> documents = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(ReaderFolder.ROOT)) {
      for (Path file : tree.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        String name = ReaderFolder.ROOT.relativize(file).toString().replace('\\', '/');
        if (!name.startsWith(".") && !("/" + name).contains("/target/")) {
          documents.add(MarkdownDocument.read(file));
        }
      }
    }
    assertTrue(documents.size() >= 25, documents.size() + " documents");
    return documents;
  }

  @Test
  void whatIsNotRunSaysWhy() throws IOException {
    int run = 0;
    int notRun = 0;
    int shown = 0;
    for (MarkdownDocument document : documents()) {
      for (MarkdownDocument.Commands commands : document.commands()) {
        String place = document.file().getFileName() + ":" + commands.line();
        assertFalse(commands.lines().isEmpty(), place);
        if (commands.notRun().isPresent()) {
          assertTrue(commands.notRun().get().length() > 10, place + " gives no reason");
          notRun += commands.lines().size();
        } else {
          assertEquals("sh", commands.kind(), place + " is not run and gives no reason");
          run += commands.lines().size();
          shown += commands.outputs().size();
        }
      }
      for (String code : document.indented()) {
        assertFalse(
            code.matches("(?s).*(^|\n)(\\./)?(microgpt-rom|mvnw|iverilog|vvp|yosys) .*"),
            document.file() + ": commands need a block of their own: " + code);
      }
    }
    System.out.printf("%d commands run, %d not, %d outputs compared%n", run, notRun, shown);
    assertTrue(run >= 85 && notRun >= 15 && shown >= 19, run + ", " + notRun + ", " + shown);
  }

  @Test
  void theWorkflowIsTheOneShown() throws IOException {
    String page = Files.readString(ReaderFolder.ROOT.resolve("docs/ci.md"));
    assertTrue(page.contains("```yaml\n" + Files.readString(WorkflowFile.FILE) + "```\n"));
    assertEquals(5, WorkflowFile.steps().size());
  }

  /** A tag can be moved, a commit can't; and an action of others must see no secret. */
  @Test
  void theWorkflowTrustsNobodyTooMuch() throws IOException {
    int actions = 0;
    for (JsonNode job : WorkflowFile.jobs()) {
      assertTrue(job.path("timeout-minutes").isInt(), job::toString);
      boolean secrets = job.toString().contains("secrets.");
      for (JsonNode step : job.path("steps")) {
        String action = step.path("uses").asText();
        if (!action.isEmpty()) {
          assertTrue(action.matches("[\\w-]+/[\\w-]+@[0-9a-f]{40}"), action);
          assertTrue(action.startsWith("actions/") || !secrets, action + " beside a secret");
          actions++;
        }
      }
    }
    assertEquals(7, actions);
    long told =
        Files.readAllLines(WorkflowFile.FILE).stream()
            .filter(line -> line.matches(" +(- )?uses: .*@[0-9a-f]{40} # v[0-9.]+"))
            .count();
    assertEquals(7, told, "the release of each");
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    int links = 0;
    for (MarkdownDocument document : everyDocument()) {
      for (String link : document.links()) {
        if (link.startsWith("https://")) {
          continue;
        }
        String[] parts = link.split("#", 2);
        Path target = document.file().resolveSibling(parts[0]).normalize();
        if (parts[0].isEmpty()) {
          target = document.file();
        }
        assertTrue(Files.exists(target), document.file() + ": " + link);
        if (parts.length > 1) {
          assertTrue(
              MarkdownDocument.read(target).anchors().contains(parts[1]),
              document.file() + ": no heading for " + link);
        }
        links++;
      }
    }
    assertTrue(links >= 60, links + " links");
  }

  @Test
  void namedModulesExist() throws IOException {
    int named = 0;
    for (MarkdownDocument document : documents()) {
      Matcher modules = MODULES.matcher(Files.readString(document.file()));
      while (modules.find()) {
        for (String module : modules.group(1).split(",", -1)) {
          Path pom = ReaderFolder.ROOT.resolve(module).resolve("pom.xml");
          assertTrue(Files.exists(pom), document.file() + ": no module " + module);
          named++;
        }
      }
    }
    assertTrue(named >= 8, named + " modules");
  }

  @Test
  void linesAreShort() throws IOException {
    int checked = 0;
    for (MarkdownDocument document : everyDocument()) {
      List<String> lines = Files.readAllLines(document.file());
      for (int number : document.prose()) {
        String line = lines.get(number - 1);
        // A table and a link that is a line of its own can't be broken.
        assertTrue(
            line.codePointCount(0, line.length()) <= COLUMNS
                || line.startsWith("|")
                || !line.strip().contains(" "),
            () -> document.file() + ":" + number + ": more than 100 columns: " + line);
        checked++;
      }
    }
    assertTrue(checked >= 1500, checked + " lines");
  }

  @Test
  void formatsAndBlocksAreDescribed() throws IOException {
    List<String> described =
        MarkdownDocument.read(ReaderFolder.ROOT.resolve("docs/formats.md")).snippets();
    for (MemoryFormat format : MemoryFormat.values()) {
      // Once in the table, once in the heading of its definition.
      long times = described.stream().filter(format.toString()::equals).count();
      assertTrue(times >= 2, format + " is not described");
    }
    for (Primitive primitive : Primitive.values()) {
      assertTrue(
          primitive == Primitive.NONE || described.contains(primitive.toString()),
          primitive + " is not described");
    }
    String readme = Files.readString(ReaderFolder.ROOT.resolve("README.md"));
    assertTrue(readme.contains("\n" + MemoryFormat.values().length + " of memory files,"));
    assertTrue(readme.contains(" of " + FpgaCatalog.get().devices().size() + " FPGAs "));
  }

  /** In commands, and in sentences where a snippet is a command or an option. */
  @Test
  void optionsExist() throws IOException {
    CommandLine program = new CommandLine(AllCommands.class);
    int options = 0;
    for (MarkdownDocument document : documents()) {
      List<String> texts = new ArrayList<>(document.snippets());
      document.commands().forEach(commands -> texts.addAll(commands.lines()));
      for (String text : texts) {
        for (String command : text.split("[|;&]+|\\$\\(", -1)) {
          options += requireOptions(program, command.strip(), document.file() + ": " + text);
        }
      }
    }
    assertTrue(options >= 150, options + " options");
  }

  /** The number of options of this program that were looked up. */
  private static int requireOptions(CommandLine program, String text, String place) {
    List<String> words = List.of(text.split("\\s+", -1));
    int first = words.get(0).endsWith("microgpt-rom") ? 1 : 0;
    CommandLine command = program;
    while (first < words.size() && command.getSubcommands().containsKey(words.get(first))) {
      command = command.getSubcommands().get(words.get(first));
      first++;
    }
    TreeSet<String> known = new TreeSet<>();
    if (first > 0) {
      known.addAll(command.getCommandSpec().optionsMap().keySet());
    } else if (text.startsWith("--")) {
      program
          .getSubcommands()
          .values()
          .forEach(sub -> known.addAll(sub.getCommandSpec().optionsMap().keySet()));
    } else {
      return 0; // another program's
    }
    int count = 0;
    Matcher matcher = OPTION.matcher(text);
    while (matcher.find()) {
      assertTrue(known.contains(matcher.group()), place + " has " + matcher.group());
      count++;
    }
    return count;
  }
}
