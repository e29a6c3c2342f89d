package org.microgptrom.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.DictionaryOptions;
import org.microgptrom.cli.option.FactList;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.TextOptions;
import org.microgptrom.cli.stage.AskedModel;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.cli.text.Texts;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.quantize.correction.Correction;
import org.microgptrom.quantize.correction.CorrectionAccuracy;
import org.microgptrom.quantize.correction.Corrector;
import org.microgptrom.quantize.correction.Dictionary;
import org.microgptrom.quantize.correction.EditCosts;
import org.microgptrom.quantize.evaluation.WordPair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "correct",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Tells which words of a dictionary may be meant by a misspelt one.",
    footer = {
      "",
      "Candidates are the words within two edits: a letter omitted, added, replaced, or swapped with",
      "the next. They are ranked by what these edits cost, as pairs of right and misspelt words teach,",
      "and by how probable the model finds the word. It should be trained on the same dictionary.",
      "Letters are compared as they are: A is not a.",
      "",
      "Examples:",
      "  microgpt-rom correct speller/bundle --words words.txt definately wierd",
      "  microgpt-rom correct speller/bundle --words words.txt --json answers.json < typed.txt",
      "  microgpt-rom correct speller/bundle --words words.txt --measure"
    })
public final class CorrectCommand implements Callable<Integer> {
  private static final String MEASURE = "--measure";

  @Mixin private CommonOptions common;

  @Mixin private TextOptions texts;
  @Mixin private DictionaryOptions options;

  @Option(
      names = MEASURE,
      description =
          "Correct the misspelt words of the pairs, each fifth of them by what the other four teach,"
              + " and tell how often the right word is first and among three, and how many words of"
              + " the dictionary stay as they are.")
  private boolean measured;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "3",
      description = "Tell the N best corrections (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "1000")
  private int top;

  @Mixin private JsonOptions json;

  /**
   * What precedes the words in the JSON file.
   *
   * @param by whose logits, see {@link AskedModel#by}
   * @param dictionary number of its words
   */
  private record Facts(String tool, String by, int dictionary) {}

  /**
   * A word with its best corrections.
   *
   * @param right what was meant; null unless it is known
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Answer(String word, @Nullable String right, List<Correction> corrections) {}

  /** What follows the words. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Rest(Total total, @Nullable CorrectionAccuracy accuracy) {}

  /**
   * The words together.
   *
   * @param kept how many are their own best correction
   * @param unknown how many have no correction
   */
  private record Total(long words, long kept, long unknown) {}

  private long words;
  private long kept;
  private long unknown;

  @Override
  public Integer call() {
    Console console = common.console();
    if (measured) {
      texts.requireNone(MEASURE);
    }
    try (AskedModel model = AskedModel.read(texts.model(), texts.simulator())) {
      return call(model, console);
    }
  }

  private int call(AskedModel model, Console console) {
    Dictionary dictionary =
        options.dictionary(model.vocabulary(), model.config(), model.training(), console);
    List<WordPair> pairs = options.pairs(model.training());
    EditCosts costs = EditCosts.learn(pairs);
    Corrector corrector = new Corrector(model.vocabulary(), model.source(), dictionary);
    List<CorrectionAccuracy.Measured> all =
        measured ? measure(corrector, pairs, dictionary) : List.of();
    json.write(
        new Facts(ToolVersion.current(), model.by(), dictionary.words().size()),
        "words",
        list -> {
          CorrectionAccuracy accuracy = null;
          if (measured) {
            all.forEach(m -> add(m.pair().wrong(), m.pair().right(), m.corrections(), list));
            accuracy = CorrectionAccuracy.of(all, corrector, dictionary, costs);
            console.result(text(accuracy));
          } else {
            texts.read(
                model.training(),
                console,
                Texts.Text::value,
                batch -> answer(batch, corrector.correct(batch, costs), list, console));
            console.result("\n" + summary());
          }
          return new Rest(new Total(words, kept, unknown), accuracy);
        });
    return ExitCode.OK;
  }

  private List<CorrectionAccuracy.Measured> measure(
      Corrector corrector, List<WordPair> pairs, Dictionary dictionary) {
    if (pairs.stream().map(WordPair::right).noneMatch(Set.copyOf(dictionary.words())::contains)) {
      throw new InputException(
          options.where(),
          "has no right word that is in the dictionary, so that none can be found",
          "pass --pairs with misspelt words of this dictionary");
    }
    try {
      return CorrectionAccuracy.crossFitted(corrector, pairs);
    } catch (IllegalArgumentException e) {
      throw InputException.of(options.where(), e, "add pairs, or leave out " + MEASURE);
    }
  }

  private void answer(
      List<String> asked, List<List<Correction>> corrections, FactList list, Console console) {
    StringBuilder printed = new StringBuilder();
    for (int i = 0; i < asked.size(); i++) {
      List<Correction> best = add(asked.get(i), null, corrections.get(i), list);
      printed.append(i == 0 ? "" : "\n").append(text(asked.get(i), best));
    }
    console.result(printed.toString());
  }

  private List<Correction> add(
      String word, @Nullable String right, List<Correction> corrections, FactList list) {
    List<Correction> best = corrections.stream().limit(top).toList();
    list.add(new Answer(word, right, best));
    words++;
    kept += !best.isEmpty() && best.get(0).word().equals(word) ? 1 : 0;
    unknown += best.isEmpty() ? 1 : 0;
    return best;
  }

  private static String text(String asked, List<Correction> best) {
    String corrections =
        best.stream()
            .map(
                correction ->
                    String.format(
                        Locale.ROOT,
                        "%s %.2f",
                        VisibleText.of(correction.word()),
                        correction.cost()))
            .collect(Collectors.joining("  "));
    return VisibleText.of(asked)
        + ":  "
        + (best.isEmpty() ? "no word within " + Dictionary.FARTHEST + " edits" : corrections);
  }

  private String summary() {
    return "total: "
        + TableText.count(words, "word")
        + ", "
        + TableText.count(kept)
        + " kept, "
        + TableText.count(unknown)
        + " without correction";
  }

  private static String text(CorrectionAccuracy accuracy) {
    return TableText.of(
        List.of("", "words", "share"),
        List.of(
            row("misspelt words", accuracy.pairs(), accuracy.pairs()),
            row("right word within two edits", accuracy.near(), accuracy.pairs()),
            row("right word first", accuracy.first(), accuracy.pairs()),
            row("right word among the first three", accuracy.three(), accuracy.pairs()),
            row("words of the dictionary", accuracy.words(), accuracy.words()),
            row("of these, kept as they are", accuracy.kept(), accuracy.words())));
  }

  private static List<String> row(String what, int count, int of) {
    return List.of(what, TableText.count(count), TableText.percent((double) count / of));
  }
}
