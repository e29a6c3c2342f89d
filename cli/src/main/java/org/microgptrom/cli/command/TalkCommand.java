package org.microgptrom.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.board.link.Answer;
import org.microgptrom.board.link.Message;
import org.microgptrom.board.link.Request;
import org.microgptrom.board.link.Session;
import org.microgptrom.board.port.Ports;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.PortOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.TemperatureOptions;
import org.microgptrom.cli.text.NativeText;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "talk",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Lets a board continue what you type, token by token.",
    footer = {
      "",
      "Each line of standard input is the beginning of a text; an empty one lets the board begin",
      "itself. With --count nothing is read: the texts are those that 'sample' prints with the same",
      "options.",
      "",
      "Examples:",
      "  microgpt-rom talk --list",
      "  microgpt-rom talk out/bundle --port /dev/ttyUSB1",
      "  microgpt-rom talk out/bundle --port COM3 --count 20 --seed 42"
    })
public final class TalkCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "BUNDLE",
      arity = "0..1", // not with --list
      description =
          "The bundle that the board holds: a folder, .tar.gz or .zip, or the folder of run.")
  private @Nullable Path bundle;

  @Mixin private PortOptions port;

  @Option(names = "--list", description = "List the serial ports of this machine.")
  private boolean list;

  @Mixin private TemperatureOptions temperature;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "State of the generator before the first token (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "4294967295")
  private long seed;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Print so many texts and read nothing.")
  @Range(from = "0", to = "1000000")
  private @Nullable Integer count;

  @Option(
      names = "--max",
      paramLabel = "N",
      description = "Draw at most N tokens for each text (default: as many as the context holds).")
  @Range(from = "1", to = "4096")
  private @Nullable Integer most;

  @Mixin private JsonOptions json;

  private final List<String> texts = new ArrayList<>();
  private int scale;
  private long state;

  /**
   * The content of the JSON file.
   *
   * @param clock of the board, in Hz
   * @param baud bits per second on the line
   * @param repeats how many times a sequence was asked for again
   * @param texts that came whole, each with its beginning
   */
  private record Facts(
      String tool,
      long clock,
      long baud,
      long seed,
      double temperature,
      long repeats,
      List<String> texts) {}

  @Override
  public Integer call() {
    Console console = common.console();
    if (list) {
      json.requireNone("--list");
      listPorts(console);
      return ExitCode.OK;
    }
    bundle = common.required(bundle, "'BUNDLE'");
    scale = temperature.scale();
    state = seed;
    try (Bundle opened = Bundle.open(RunFolder.bundleIn(bundle));
        Session session = port.open(opened)) {
      Vocabulary vocabulary = opened.manifest().vocabulary();
      int context = opened.manifest().config().context();
      Preparation preparation = Preparation.of(opened.manifest().lineage().training().corpus());
      console.progress(greeting(session.identity()));
      try {
        if (count != null) {
          for (int i = 0; i < count; i++) {
            speak(session, vocabulary, context, "", console);
          }
        } else {
          converse(session, vocabulary, preparation, context, console);
        }
      } finally { // a line that breaks does not take what came before
        json.write(Json.pretty(facts(session)));
      }
      if (session.repeats() > 0) {
        console.progress("asked again after damage on the line: " + session.repeats() + " times");
      }
    }
    return ExitCode.OK;
  }

  private Facts facts(Session session) {
    return new Facts(
        ToolVersion.current(),
        session.identity().clock(),
        session.identity().baud(),
        seed,
        temperature.value(),
        session.repeats(),
        List.copyOf(texts));
  }

  private static void listPorts(Console console) {
    List<List<String>> rows =
        Ports.list().stream()
            .map(
                found -> List.of(VisibleText.of(found.name()), VisibleText.of(found.description())))
            .toList();
    if (rows.isEmpty()) {
      console.progress("this machine has no serial port now");
    } else {
      console.result(TableText.of(List.of("port", "description"), rows));
    }
  }

  private static String greeting(Message.Identity board) {
    return String.format(
        Locale.ROOT,
        "the board holds this bundle and its ROMs are in order; %.3f MHz, %,d baud",
        board.clock() / 1e6,
        board.baud());
  }

  private void converse(
      Session session,
      Vocabulary vocabulary,
      Preparation preparation,
      int context,
      Console console) {
    console.progress("type the beginning of a text, or nothing, and Enter; Ctrl-D ends");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, NativeText.ofStandardInput()));
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        speak(session, vocabulary, context, preparation.spell(line), console);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Prints one text, or why it can't be continued. */
  private void speak(
      Session session, Vocabulary vocabulary, int context, String start, Console console) {
    int[] typed;
    try {
      typed = vocabulary.encode(start);
    } catch (IllegalArgumentException e) {
      console.err().println(VisibleText.of(String.valueOf(e.getMessage())));
      return;
    }
    if (typed.length >= context) {
      console
          .err()
          .println(
              "too long: after BOS the context of "
                  + context
                  + " tokens holds "
                  + (context - 1)
                  + " symbols");
      return;
    }
    List<Integer> prompt =
        Stream.concat(Stream.of(vocabulary.bos()), Arrays.stream(typed).boxed()).toList();
    int free = context - prompt.size() + 1;
    Request request = new Request(scale, state, most == null ? free : Math.min(most, free), prompt);
    console.part(start);
    Answer answer;
    try {
      answer = session.run(request, token -> console.part(text(vocabulary, token)));
    } finally {
      console.result("");
    }
    List<Message.Token> tokens = answer.tokens();
    texts.add(
        start
            + tokens.stream().map(token -> text(vocabulary, token)).collect(Collectors.joining()));
    state = tokens.isEmpty() ? state : tokens.get(tokens.size() - 1).state();
  }

  /** What the board draws is not believed. */
  private static String text(Vocabulary vocabulary, Message.Token drawn) {
    if (drawn.token() > vocabulary.bos()) {
      throw new InputException(
          "the board",
          "drew token " + drawn.token() + ", the model's last one is " + vocabulary.bos(),
          "'microgpt-rom verify BUNDLE --port PORT' tells more");
    }
    return vocabulary.decode(drawn.token());
  }
}
