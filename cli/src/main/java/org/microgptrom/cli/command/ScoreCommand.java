package org.microgptrom.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.FactList;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.TextOptions;
import org.microgptrom.cli.stage.AskedModel;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.cli.text.Texts;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.model.walk.Token;
import org.microgptrom.quantize.answer.TextScore;
import org.microgptrom.quantize.evaluation.Loss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Tells how probable a model finds texts, symbol by symbol.",
    footer = {
      "",
      "For each text the mean surprise in nats per symbol, BOS at its end among them, and the",
      "perplexity, its exponential; at the end the same over all symbols, which is the loss that",
      "'evaluate' finds. With --verbose each symbol, its probability and the most probable other one.",
      "A bundle or a quantized model answers in fixed point, a checkpoint in float.",
      "",
      "Examples:",
      "  microgpt-rom score out/bundle anna xqzv",
      "  microgpt-rom score out/bundle anna --verbose",
      "  microgpt-rom score out/bundle --json scores.json < names.txt"
    })
public final class ScoreCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Mixin private TextOptions texts;

  @Option(
      names = "--truncate",
      description = "Of a text that does not fit the context with its end, score what fits.")
  private boolean truncate;

  @Mixin private JsonOptions json;

  private double nats; // of all symbols so far
  private long symbols;
  private long bytes; // of the texts; 0 where every symbol is one byte
  private long scored;
  private long truncated;

  /**
   * What precedes the texts in the JSON file.
   *
   * @param by whose logits, see {@link AskedModel#by}
   */
  private record Facts(String tool, String by) {}

  /**
   * How probable a text is.
   *
   * @param truncated whether only its start was scored
   * @param tokens its symbols, BOS at the end of a whole text among them
   * @param natsPerByte of UTF-8, the end counted as one; null where every symbol is one byte
   * @param symbols each of them; null unless asked for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Scored(
      String text,
      boolean truncated,
      long tokens,
      double natsPerToken,
      double perplexity,
      @Nullable Double natsPerByte,
      @Nullable List<Symbol> symbols) {}

  /** A symbol with its probability and the most probable other one; {@code BOS} is the end. */
  private record Symbol(String symbol, double probability, String other, double otherProbability) {}

  /** What follows the texts, over all of them. */
  private record Rest(Total total) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Total(
      long texts,
      long truncated,
      long tokens,
      double natsPerToken,
      double perplexity,
      @Nullable Double natsPerByte) {}

  @Override
  public Integer call() {
    Console console = common.console();
    try (AskedModel model = AskedModel.read(texts.model(), texts.simulator())) {
      return call(model, console);
    }
  }

  private int call(AskedModel model, Console console) {
    json.write(
        new Facts(ToolVersion.current(), model.by()),
        "texts",
        list -> {
          texts.read(
              model.training(),
              console,
              text -> fitting(text, model),
              batch -> score(model, batch, list, console));
          return new Rest(total());
        });
    Total total = total();
    console.result(
        String.format(
            Locale.ROOT,
            "\ntotal: %s, %s, %s nats per symbol, perplexity %s%s",
            TableText.count(total.texts, "text"),
            TableText.count(total.tokens, "symbol"),
            TableText.figure(total.natsPerToken),
            TableText.figure(total.perplexity),
            total.natsPerByte == null
                ? ""
                : ", " + TableText.figure(total.natsPerByte) + " nats per byte"));
    if (truncated > 0) {
      console.warn(
          TableText.count(truncated)
              + " did not fit the context of "
              + model.config().context()
              + " tokens with their end: only their starts were scored");
    }
    return ExitCode.OK;
  }

  private Total total() {
    return new Total(
        scored,
        truncated,
        symbols,
        nats / symbols,
        Loss.perplexity(nats / symbols),
        bytes == 0 ? null : nats / bytes);
  }

  private String fitting(Texts.Text text, AskedModel model) {
    int length = text.encode(model.vocabulary()).length;
    int most = model.most();
    if (length > most && !truncate) {
      throw text.tooLong(length, most, "pass --truncate to score its start, or leave it out");
    }
    return text.value();
  }

  private void score(AskedModel model, List<String> batch, FactList list, Console console) {
    Vocabulary vocabulary = model.vocabulary();
    List<int[]> sequences = batch.stream().map(model::sequence).toList();
    List<TextScore> scores = TextScore.of(model.source(), sequences);
    StringBuilder printed = new StringBuilder();
    if (scored == 0) {
      printed.append(row("nats/symbol", "perplexity", "symbols", "text"));
    }
    for (int i = 0; i < batch.size(); i++) {
      TextScore score = scores.get(i);
      int tokens = score.symbols().size();
      List<Symbol> each =
          console.verbose()
              ? score.symbols().stream().map(symbol -> symbol(vocabulary, symbol)).toList()
              : null;
      long length = vocabulary.isOfBytes() ? 0 : vocabulary.bytes(sequences.get(i));
      Scored told =
          new Scored(
              batch.get(i),
              vocabulary.encode(batch.get(i)).length > model.most(),
              tokens,
              (0 - score.logLikelihood()) / tokens,
              Loss.perplexity(-score.logLikelihood() / tokens),
              length == 0 ? null : (0 - score.logLikelihood()) / length,
              each);
      list.add(told);
      printed.append(scored == 0 ? "\n" : i == 0 ? "" : "\n").append(text(told));
      nats -= score.logLikelihood();
      symbols += tokens;
      bytes += length;
      scored++;
      truncated += told.truncated ? 1 : 0;
    }
    console.result(printed.toString());
  }

  private static Symbol symbol(Vocabulary vocabulary, TextScore.Symbol symbol) {
    return new Symbol(
        Token.of(vocabulary, symbol.token()).symbol(),
        symbol.probability(),
        Token.of(vocabulary, symbol.other()).symbol(),
        symbol.otherProbability());
  }

  private static String text(Scored score) {
    String line =
        row(
            TableText.figure(score.natsPerToken),
            TableText.figure(score.perplexity),
            TableText.count(score.tokens),
            VisibleText.of(score.text));
    if (score.symbols == null) {
      return line;
    }
    return line
        + "\n\n"
        + TableText.of(
            List.of("symbol", "probability", "most probable other", "its probability"),
            score.symbols.stream()
                .map(
                    symbol ->
                        List.of(
                            symbol.symbol,
                            TableText.figure(symbol.probability),
                            symbol.other,
                            TableText.figure(symbol.otherProbability)))
                .toList())
        + "\n";
  }

  private static String row(String nats, String perplexity, String symbols, String text) {
    return String.format(Locale.ROOT, "%12s  %10s  %7s  %s", nats, perplexity, symbols, text);
  }
}
