package org.microgptrom.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.StageProgress;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.Candidates;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.CorpusOptions;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.datasets.Corpus;
import org.microgptrom.datasets.CorpusStore;
import org.microgptrom.datasets.NamedCorpus;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "datasets",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists, shows and fetches the named corpora.",
    subcommands = {
      DatasetsCommand.ListCommand.class,
      DatasetsCommand.ShowCommand.class,
      DatasetsCommand.FetchCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  microgpt-rom datasets list",
      "  microgpt-rom datasets show names --count 10",
      "  microgpt-rom datasets fetch makemore-names"
    })
public final class DatasetsCommand {

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Lists the named corpora.")
  static final class ListCommand implements Callable<Integer> {
    @Mixin private CommonOptions common;
    @Mixin private JsonOptions json;

    /** The content of the JSON file. */
    private record Catalogue(String tool, List<Entry> corpora) {}

    private record Entry(
        String name,
        int documents,
        String licence,
        String available,
        String description,
        String source) {}

    @Override
    public Integer call() {
      CorpusStore store = CorpusOptions.store(true);
      List<Entry> corpora =
          NamedCorpus.all().stream()
              .map(
                  corpus ->
                      new Entry(
                          corpus.name(),
                          corpus.documents(),
                          corpus.licence(),
                          availability(corpus, store),
                          corpus.description(),
                          corpus.source().toString()))
              .toList();
      List<List<String>> rows =
          corpora.stream()
              .map(
                  corpus ->
                      List.of(
                          corpus.name,
                          TableText.count(corpus.documents),
                          corpus.licence,
                          corpus.available,
                          corpus.description))
              .toList();
      common
          .console()
          .result(
              TableText.of(
                  List.of("name", "documents", "licence", "available", "description"), rows));
      json.write(Json.pretty(new Catalogue(ToolVersion.current(), corpora)));
      return ExitCode.OK;
    }

    private static String availability(NamedCorpus corpus, CorpusStore store) {
      if (corpus.builtIn()) {
        return "built in";
      }
      return store.isPresent(corpus) ? "fetched" : "by fetch";
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Prints where a corpus comes from, its symbols and its first documents.")
  static final class ShowCommand implements Callable<Integer> {
    @Mixin private CommonOptions common;
    @Mixin private JsonOptions json;

    @Parameters(
        paramLabel = "NAME",
        completionCandidates = Candidates.Corpora.class,
        description = "A name that 'datasets list' prints.")
    private String name;

    @Option(
        names = "--count",
        paramLabel = "N",
        defaultValue = "10",
        description = "Documents to print (default: ${DEFAULT-VALUE}).")
    @Range(from = "0", to = "2147483647")
    private int count;

    @Option(names = "--offline", description = "Never use the network; it must be cached.")
    private boolean offline;

    /** The content of the JSON file. */
    private record Shown(
        String tool,
        String name,
        String description,
        String licence,
        String source,
        int documents,
        String sha256,
        Vocabulary vocabulary,
        List<String> first) {}

    @Override
    public Integer call() {
      Console console = common.console();
      NamedCorpus named = NamedCorpus.of(name);
      Corpus corpus = CorpusOptions.store(offline).load(named);
      console.result(named.name() + ": " + named.description());
      console.result("licence " + named.licence() + ", source " + named.source());
      console.result(
          TableText.count(corpus.documents().size()) + " documents, SHA-256 " + corpus.sha256());
      console.result(
          (corpus.vocabulary().size() - 1) + " symbols: " + TableText.symbols(corpus.vocabulary()));
      List<String> first = corpus.documents().stream().limit(count).toList();
      first.stream().map(VisibleText::of).forEach(console::result);
      json.write(
          Json.pretty(
              new Shown(
                  ToolVersion.current(),
                  named.name(),
                  named.description(),
                  named.licence(),
                  named.source().toString(),
                  corpus.documents().size(),
                  corpus.sha256(),
                  corpus.vocabulary(),
                  first)));
      return ExitCode.OK;
    }
  }

  @Command(
      name = "fetch",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Fetches a corpus into the cache folder and checks its digest.")
  static final class FetchCommand implements Callable<Integer> {
    @Mixin private CommonOptions common;

    @Parameters(
        paramLabel = "NAME",
        completionCandidates = Candidates.Corpora.class,
        description = "A name that 'datasets list' prints.")
    private String name;

    @Option(names = "--offline", description = "Only check what is in the cache.")
    private boolean offline;

    @Override
    public Integer call() {
      Console console = common.console();
      try (StageProgress progress = new StageProgress(console)) {
        NamedCorpus corpus = NamedCorpus.of(name);
        console.result(CorpusOptions.store(offline).fetch(corpus, progress).toString());
      }
      return ExitCode.OK;
    }
  }
}
