package org.microgptrom.cli.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.AnswerOptions;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.FactList;
import org.microgptrom.cli.option.JsonOptions;
import org.microgptrom.cli.option.PromptOptions;
import org.microgptrom.cli.option.Range;
import org.microgptrom.cli.option.TargetOptions;
import org.microgptrom.cli.stage.Draws;
import org.microgptrom.cli.stage.SampleStage;
import org.microgptrom.cli.stage.TalosStage;
import org.microgptrom.cli.text.Texts;
import org.microgptrom.datasets.Preparation;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.fixed.Generation;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.VisibleText;
import org.microgptrom.quantize.evaluation.Result;
import org.microgptrom.simulate.CircuitDraws;
import org.microgptrom.simulate.tool.Target;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Samples texts with the golden simulator, as the hardware will: from their first symbol on, or"
            + " what continues a prompt.",
    footer = {
      "",
      "The generator's state carries over from text to text, so that 'talk' prints the same.",
      "",
      "Examples:",
      "  microgpt-rom sample out/bundle",
      "  microgpt-rom sample quantized --count 5 --temperature 0.8 --seed 7",
      "  microgpt-rom sample out/bundle --prompt an --prompt be --count 3",
      "  microgpt-rom sample out/bundle --prompt - --temperature 0 < beginnings.txt",
      "  microgpt-rom sample out/bundle --rtl verilator --count 5",
      "  microgpt-rom sample talos --target talos-v2"
    })
public final class SampleCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private SampleStage stage;
  @Mixin private PromptOptions prompt;
  @Mixin private TargetOptions target;
  @Mixin private AnswerOptions answer;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A bundle, a quantized model folder or the folder of run; for talos-v2 its ROM folder or a checkpoint.")
  private Path source;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "State of the generator before the first token (default: ${DEFAULT-VALUE}).")
  @Range(from = "1", to = "4294967295")
  private long seed;

  @Mixin private JsonOptions json;

  /**
   * The content of the JSON file; where prompts are continued, without the continuations and the
   * state that follow.
   *
   * @param by whose draws these are: {@link Result#FIXED} or the name of a circuit's simulator
   * @param topK how many of the most probable symbols may be drawn; null if all
   * @param stop the symbols that end a text, null if none does
   * @param texts null where prompts are continued
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Facts(
      String tool,
      String target,
      String by,
      long seed,
      double temperature,
      @Nullable Integer topK,
      @Nullable String stop,
      @Nullable List<String> texts) {}

  /**
   * A prompt with what was drawn after it.
   *
   * @param text the prompt and its continuation
   * @param end what ended it: {@code bos}, {@code stop} or {@code context}
   */
  private record Continuation(String prompt, String text, String end) {}

  /**
   * What follows the continuations.
   *
   * @param state of the generator after the last token
   */
  private record Rest(long state) {}

  @Override
  public Integer call() {
    Console console = common.console();
    Optional<Target> simulator = answer.simulator();
    if (target.isTalos(source)) {
      prompt.requireNone("--target " + target.design());
      if (simulator.isPresent()) {
        throw new InputException(
            AnswerOptions.RTL, "does not go with --target " + target.design(), "leave it out");
      }
      print(
          stage.run(TalosStage.model(RunFolder.checkpointIn(source)), seed, console),
          Result.FIXED,
          console);
      return ExitCode.OK;
    }
    Path path = RunFolder.bundleIn(source);
    Artifact.FixedPoint fixed = Artifact.fixedPoint(path);
    if (simulator.isEmpty()) {
      draw(fixed, Optional.empty(), Result.FIXED, console);
      return ExitCode.OK;
    }
    prompt.requireOfCircuit();
    Artifact.requireCircuit(path);
    try (Bundle bundle = Bundle.open(path)) {
      CircuitDraws circuit = CircuitDraws.of(bundle, fixed.model(), simulator.get());
      draw(fixed, Optional.of(circuit), simulator.get().label(), console);
    }
    return ExitCode.OK;
  }

  private void draw(
      Artifact.FixedPoint fixed, Optional<CircuitDraws> circuit, String by, Console console) {
    QuantizedModel model = fixed.model();
    Sampler sampler = stage.sampler(model, seed, prompt.most().orElse(model.config().vocabSize()));
    Preparation spelling = Preparation.of(fixed.lineage().training().corpus());
    IntPredicate stop = prompt.stop(model.vocabulary(), spelling);
    Draws golden = Draws.golden(model, sampler, stop);
    Draws draws =
        circuit
            .map(of -> Draws.circuit(of, golden, model, stage.scale(seed), sampler, console))
            .orElse(golden);
    if (prompt.prompts().isEmpty()) {
      print(stage.run(model, draws), by, console);
    } else {
      json.write(
          facts(null, by),
          "continuations",
          list -> {
            proceed(model, spelling, draws, stop, list, console);
            return new Rest(Integer.toUnsignedLong(sampler.state()));
          });
    }
  }

  private void print(List<String> texts, String by, Console console) {
    texts.stream().map(VisibleText::of).forEach(console::result);
    json.write(Json.pretty(facts(texts, by)));
  }

  private Facts facts(@Nullable List<String> texts, String by) {
    return new Facts(
        ToolVersion.current(),
        target.design(),
        by,
        seed,
        stage.temperature(),
        prompt.most().orElse(null),
        prompt.stops().isEmpty() ? null : prompt.stops(),
        texts);
  }

  /** Continues all prompts, in order, with one generator. */
  private void proceed(
      QuantizedModel model,
      Preparation spelling,
      Draws draws,
      IntPredicate stop,
      FactList list,
      Console console) {
    int count = stage.count().orElse(1);
    Texts.read(
        "prompt",
        prompt.prompts(),
        false,
        text -> prompt(text.spelt(spelling), model),
        prompts -> {
          Iterator<String> before = repeated(prompts, count).iterator();
          draws
              .after(repeated(prompts, count).map(model.vocabulary()::encode))
              .forEachOrdered(
                  drawn -> {
                    String start = before.next();
                    String text = start + drawn.text(model.vocabulary());
                    console.result(VisibleText.of(text));
                    list.add(new Continuation(start, text, end(drawn, model, stop)));
                  });
        });
  }

  private static Stream<String> repeated(List<String> texts, int count) {
    return texts.stream().flatMap(text -> Collections.nCopies(count, text).stream());
  }

  private static String end(Generation drawn, QuantizedModel model, IntPredicate stop) {
    if (drawn.last() == model.config().bos()) {
      return "bos";
    }
    return stop.test(drawn.last()) ? "stop" : "context";
  }

  private static String prompt(Texts.Text text, QuantizedModel model) {
    int symbols = text.encode(model.vocabulary()).length;
    int most = model.config().context() - 1; // after BOS
    if (symbols > most) {
      throw text.tooLong(symbols, most, "shorten it, or train with a larger --context");
    }
    return text.value();
  }
}
