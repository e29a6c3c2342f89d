package org.microgptrom.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.FactList;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.LabelOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.TextOptions;
import org.microgptrom.cli.stage.AskedModel;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.cli.text.Texts;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.Label;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.quantize.answer.LabelAnswer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Tells which label a model expects after a text.",
    footer = {
      "",
      "The model was trained on texts with labels: a --label-column, or a label as the last symbol.",
      "Probabilities are those of the labels among themselves. A bundle or a quantized model answers",
      "in fixed point, a checkpoint in float.",
      "",
      "Examples:",
      "  microgpt-rom classify languages/bundle maison house haus",
      "  microgpt-rom classify reviews/bundle \"what a film\"",
      "  microgpt-rom classify tokens/bundle --labels TDIVC 12:30 192.168.0.1 --top 2",
      "  microgpt-rom classify languages/bundle --labelled --json answers.json < test.txt"
    })
public final class ClassifyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Mixin private TextOptions texts;
  @Mixin private LabelOptions labelOptions;

  @Option(
      names = "--labelled",
      description =
          "Each text ends with its right label, a name of a --label-column behind a tab, which the"
              + " model does not see: tells how often it answers that.")
  private boolean labelled;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "Print the N most probable labels (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "512")
  private int top;

  @Mixin private JsonOptions json;

  /**
   * What precedes the texts in the JSON file.
   *
   * @param by whose logits, see {@link AskedModel#by}
   */
  private record Facts(String tool, String by, List<String> labels) {}

  /**
   * An answer.
   *
   * @param text without its label
   * @param label the right one; null unless it is known
   * @param answer the most probable label
   * @param probabilities of all labels
   * @param share the probability of any label among all symbols
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Answer(
      String text,
      @Nullable String label,
      String answer,
      List<Double> probabilities,
      double share) {}

  /** What follows the texts. */
  private record Rest(Total total) {}

  /**
   * The answers together.
   *
   * @param answers how often each label was the answer
   * @param correct how many answers are right; null unless that is known
   * @param accuracy their share
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Total(
      long texts, List<Long> answers, @Nullable Long correct, @Nullable Double accuracy) {}

  /**
   * A text to classify.
   *
   * @param label the right one; null unless it is known
   */
  private record Asked(String text, @Nullable String label) {}

  /** The answers so far. */
  private static final class Counts {
    private final long[] answers;
    private long texts;
    private long correct;

    Counts(int labels) {
      answers = new long[labels];
    }
  }

  @Override
  public Integer call() {
    Console console = common.console();
    try (AskedModel model = AskedModel.read(texts.model(), texts.simulator())) {
      return call(model, console);
    }
  }

  private int call(AskedModel model, Console console) {
    List<Label> labels = labelOptions.labels(model.vocabulary(), model.training());
    List<String> names = labels.stream().map(Label::name).toList();
    Map<Label, String> endings = endings(labels, Preparation.of(model.training().corpus()));
    Counts counts = new Counts(labels.size());
    json.write(
        new Facts(ToolVersion.current(), model.by(), names),
        "texts",
        list -> {
          texts.read(
              model.training(),
              console,
              text -> asked(text, model, labels, endings),
              batch -> answer(model, labels, batch, counts, list, console));
          return new Rest(total(counts));
        });
    console.result("\n" + summary(names, total(counts)));
    return ExitCode.OK;
  }

  private Asked asked(
      Texts.Text text, AskedModel model, List<Label> labels, Map<Label, String> endings) {
    String all = text.value();
    Optional<Map.Entry<Label, String>> found =
        endings.entrySet().stream().filter(entry -> all.endsWith(entry.getValue())).findFirst();
    if (labelled && found.isEmpty()) {
      throw new InputException(
          text.where(),
          "\""
              + VisibleText.of(all)
              + "\" ends with no label, one of "
              + shown(labels)
              + " expected",
          isNamed(labels)
              ? "end each text with a tab and the name of its label, or leave out --labelled"
              : "end each text with its label, or leave out --labelled");
    }
    Optional<Label> seen =
        found
            .map(Map.Entry::getKey)
            .or(() -> labels.stream().filter(label -> all.endsWith(label.symbol())).findFirst());
    if (!labelled && seen.isPresent()) {
      throw new InputException(
          text.where(),
          "\""
              + VisibleText.of(all)
              + "\" ends with a label, "
              + VisibleText.of(seen.get().name())
              + ", already",
          "leave it out, or pass --labelled to compare it with the answer");
    }
    String asked =
        found
            .map(entry -> all.substring(0, all.length() - entry.getValue().length()))
            .map(before -> isNamed(labels) ? before.strip() : before)
            .orElse(all);
    int length = new Texts.Text(text.where(), asked).encode(model.vocabulary()).length;
    int most = model.config().context() - 1; // and the label
    if (length > most) {
      throw text.tooLong(length, most, "leave it out, or train with a larger --context");
    }
    return new Asked(asked, found.map(entry -> entry.getKey().name()).orElse(null));
  }

  /** Whether labels have names of their own. */
  private static boolean isNamed(List<Label> labels) {
    return labels.stream().anyMatch(label -> !label.name().equals(label.symbol()));
  }

  /** What stands behind a text with each label, which is spelt as the text is. */
  private static Map<Label, String> endings(List<Label> labels, Preparation spelling) {
    Map<Label, String> endings = new LinkedHashMap<>();
    for (Label label : labels) {
      boolean named = !label.name().equals(label.symbol());
      endings.put(label, named ? "\t" + spelling.spell(label.name()) : label.symbol());
    }
    return endings;
  }

  private static String shown(List<Label> labels) {
    return labels.stream()
        .map(label -> VisibleText.of(label.name()))
        .collect(Collectors.joining(isNamed(labels) ? ", " : ""));
  }

  private void answer(
      AskedModel model,
      List<Label> labels,
      List<Asked> batch,
      Counts counts,
      FactList list,
      Console console) {
    Vocabulary vocabulary = model.vocabulary();
    List<LabelAnswer> answers =
        LabelAnswer.of(
            model.source(),
            labels.stream().map(Label::symbol).map(vocabulary::single).toList(),
            batch.stream().map(asked -> input(vocabulary, asked.text)).toList());
    StringBuilder printed = new StringBuilder();
    for (int i = 0; i < batch.size(); i++) {
      Asked asked = batch.get(i);
      List<Integer> ranking = answers.get(i).ranking();
      Answer told =
          new Answer(
              asked.text,
              asked.label,
              labels.get(ranking.get(0)).name(),
              answers.get(i).probabilities(),
              answers.get(i).share());
      list.add(told);
      counts.texts++;
      counts.answers[ranking.get(0)]++;
      counts.correct += told.answer.equals(asked.label) ? 1 : 0;
      printed.append(i == 0 ? "" : "\n").append(text(told, labels, ranking));
    }
    console.result(printed.toString());
  }

  private static int[] input(Vocabulary vocabulary, String text) {
    return IntStream.concat(IntStream.of(vocabulary.bos()), Arrays.stream(vocabulary.encode(text)))
        .toArray();
  }

  private String text(Answer told, List<Label> labels, List<Integer> ranking) {
    List<String> names = labels.stream().map(label -> VisibleText.of(label.name())).toList();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    String best =
        ranking.stream()
            .limit(top)
            .map(
                label ->
                    padded(names.get(label), width)
                        + String.format(
                            Locale.ROOT, " %6.2f %%  ", 100 * told.probabilities.get(label)))
            .collect(Collectors.joining());
    String wrong = "wrong, ";
    String verdict =
        told.label == null
            ? ""
            : padded(
                    told.answer.equals(told.label) ? "right" : wrong + VisibleText.of(told.label),
                    wrong.length() + width)
                + "  ";
    return best + verdict + VisibleText.of(told.text);
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private Total total(Counts counts) {
    return new Total(
        counts.texts,
        Arrays.stream(counts.answers).boxed().toList(),
        labelled ? counts.correct : null,
        labelled ? (double) counts.correct / counts.texts : null);
  }

  private static String summary(List<String> labels, Total total) {
    String texts = "total: " + TableText.count(total.texts, "text");
    if (total.correct != null && total.accuracy != null) {
      return texts
          + ", "
          + TableText.count(total.correct)
          + " right, accuracy "
          + TableText.percent(total.accuracy);
    }
    return texts
        + ", "
        + IntStream.range(0, labels.size())
            .mapToObj(
                i -> VisibleText.of(labels.get(i)) + " " + TableText.count(total.answers.get(i)))
            .collect(Collectors.joining(", "));
  }
}
