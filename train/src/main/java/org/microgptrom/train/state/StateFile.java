package org.microgptrom.train.state;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Safetensors;
import org.microgptrom.model.io.Safetensors.Tensor;
import org.microgptrom.train.recipe.Recipe;

/**
 * A training's state as one safetensors file, which is replaced atomically. Values have the
 * training's own precision, so that nothing is rounded.
 */
public final class StateFile implements TrainingStore {
  private static final String FORMAT = "microgpt-rom training";
  private static final int VERSION = 4;
  private static final String METADATA = "training";
  private static final String METRICS = "metrics";
  private static final String FLOAT_LOSS = "float_loss";

  /** Saving takes at most one part in so many of the time. */
  private static final int SHARE = 20;

  private final Path file;
  private final Start start;
  private final Duration interval;
  private long nextSave;
  private int savedStep;

  /**
   * The JSON text in the file's metadata.
   *
   * @param bestStep 0 if there is no best yet
   * @param bestCodes of its weights
   * @param codesFrom number of steps before codes began; 0 also if they have not
   * @param codes as they began
   */
  private record Header(
      String format,
      int version,
      TrainingIdentity identity,
      int bestStep,
      TrainedCodes bestCodes,
      int codesFrom,
      TrainedCodes codes) {}

  /**
   * Keeps the state in this file.
   *
   * @param start whether to continue from the state that the file holds
   * @param interval the time between two saves
   */
  public StateFile(Path file, Start start, Duration interval) {
    this.file = file;
    this.start = start;
    this.interval = interval;
    this.nextSave = System.nanoTime() + interval.toNanos();
  }

  @Override
  public Optional<TrainingState> load(TrainingIdentity identity) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (start == Start.AFRESH) {
      throw new InputException(
          file,
          "keeps an unfinished training, which is not overwritten",
          "continue it with --resume, or delete the file");
    }
    Safetensors tensors = Safetensors.open(file);
    String json = tensors.metadata().get(METADATA);
    if (json == null) {
      throw new InputException(file, "is not the state of a training", "delete it");
    }
    Header header =
        Artifacts.parseHeader(
            file, json.getBytes(StandardCharsets.UTF_8), FORMAT, VERSION, Header.class);
    String differences = header.identity.differences(identity);
    if (!differences.isEmpty()) {
      throw new InputException(
          file,
          "keeps another training: " + differences,
          "resume it with its own options, or delete the file");
    }
    return Optional.of(read(tensors, header));
  }

  private TrainingState read(Safetensors tensors, Header header) {
    ModelConfig config = header.identity.config();
    Optional<CodeStart> codes = readCodes(tensors, header);
    List<Metrics> metrics = readMetrics(tensors, codes);
    requireSteps(header, metrics);
    boolean wide = isWide(header.identity);
    List<ParameterSpec> parameters = parameters(config, codes);
    ModelState model =
        new ModelState(
            metrics.size() - header.codesFrom,
            readAll(tensors, "weights.", parameters, wide),
            readAll(tensors, "first.", parameters, wide),
            readAll(tensors, "second.", parameters, wide),
            readAll(tensors, "average.", parameters, wide));
    Optional<Snapshot> best = Optional.empty();
    if (header.bestStep > 0) {
      Map<String, float[]> weights = new LinkedHashMap<>();
      for (ParameterSpec spec : config.parameters()) {
        weights.put(spec.name(), tensors.floats("best." + spec.name(), spec.shape()));
      }
      double loss = Objects.requireNonNull(metrics.get(header.bestStep - 1).validationLoss());
      best = Optional.of(new Snapshot(header.bestStep, loss, weights, header.bestCodes));
    }
    savedStep = metrics.size();
    return new TrainingState(model, best, metrics, codes);
  }

  /** Requires that the steps that the header names are among those that were taken. */
  private void requireSteps(Header header, List<Metrics> metrics) {
    int taken = metrics.size();
    boolean codes = header.codes.isNone() ? header.codesFrom == 0 : header.codesFrom >= 0;
    boolean best =
        header.bestStep == 0
            || (header.bestStep > header.codesFrom
                && header.bestStep <= taken
                && metrics.get(header.bestStep - 1).validationLoss() != null);
    if (!codes || header.codesFrom > taken || !best) {
      throw new InputException(
          file,
          "is damaged: of %d steps it names %d as the best and %d as those before codes"
              .formatted(taken, header.bestStep, header.codesFrom),
          "delete it, and train again");
    }
  }

  private static Optional<CodeStart> readCodes(Safetensors tensors, Header header) {
    if (header.codes.isNone()) {
      return Optional.empty();
    }
    double floatLoss = tensors.doubles(FLOAT_LOSS, List.of(1, 1))[0];
    return Optional.of(new CodeStart(header.codesFrom, floatLoss, header.codes));
  }

  /** The model's parameters, and behind them the values of codebooks. */
  private static List<ParameterSpec> parameters(ModelConfig config, Optional<CodeStart> codes) {
    List<ParameterSpec> parameters = new ArrayList<>(config.parameters());
    codes.ifPresent(
        start ->
            start
                .codes()
                .codebooks()
                .forEach((name, of) -> parameters.add(new ParameterSpec(name, 1, of.size()))));
    return parameters;
  }

  private static boolean isWide(TrainingIdentity identity) {
    return identity.recipe().equals(Recipe.MICROGPT.toString());
  }

  private static Map<String, double[]> readAll(
      Safetensors tensors, String prefix, List<ParameterSpec> parameters, boolean wide) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (ParameterSpec spec : parameters) {
      String name = prefix + spec.name();
      values.put(
          spec.name(),
          wide
              ? tensors.doubles(name, spec.shape())
              : Floats.doubles(tensors.floats(name, spec.shape())));
    }
    return values;
  }

  @Override
  public boolean isDue() {
    return System.nanoTime() - nextSave >= 0;
  }

  @Override
  public void save(TrainingIdentity identity, TrainingState state) {
    long start = System.nanoTime();
    List<Tensor> tensors = new ArrayList<>();
    ModelConfig config = identity.config();
    boolean wide = isWide(identity);
    List<ParameterSpec> parameters = parameters(config, state.codes());
    addAll(tensors, "weights.", parameters, state.model().weights(), wide);
    addAll(tensors, "first.", parameters, state.model().first(), wide);
    addAll(tensors, "second.", parameters, state.model().second(), wide);
    addAll(tensors, "average.", parameters, state.model().average(), wide);
    if (state.best().isPresent()) {
      Map<String, float[]> weights = state.best().get().weights();
      for (ParameterSpec spec : config.parameters()) {
        tensors.add(Tensor.f32("best." + spec.name(), spec.shape(), of(spec, weights)));
      }
    }
    tensors.add(metrics(state.metrics()));
    for (CodeStart codes : state.codes().stream().toList()) {
      tensors.add(Tensor.f64(FLOAT_LOSS, List.of(1, 1), new double[] {codes.floatLoss()}));
    }
    Header header =
        new Header(
            FORMAT,
            VERSION,
            identity,
            state.best().map(Snapshot::step).orElse(0),
            state.best().map(Snapshot::codes).orElse(TrainedCodes.NONE),
            state.codes().map(CodeStart::step).orElse(0),
            state.codes().map(CodeStart::codes).orElse(TrainedCodes.NONE));
    AtomicOutput.file(
        file, partial -> Safetensors.write(partial, Map.of(METADATA, Json.line(header)), tensors));
    savedStep = state.metrics().size();
    long end = System.nanoTime();
    nextSave = end + Math.max(interval.toNanos(), SHARE * (end - start));
  }

  private static void addAll(
      List<Tensor> tensors,
      String prefix,
      List<ParameterSpec> parameters,
      Map<String, double[]> values,
      boolean wide) {
    for (ParameterSpec spec : parameters) {
      String name = prefix + spec.name();
      tensors.add(
          wide
              ? Tensor.f64(name, spec.shape(), of(spec, values))
              : Tensor.f32(name, spec.shape(), spec.size(), () -> Floats.floats(of(spec, values))));
    }
  }

  private static <T> T of(ParameterSpec spec, Map<String, T> values) {
    return Objects.requireNonNull(values.get(spec.name()), spec.name());
  }

  /**
   * The tensor of metrics, (steps, 5): loss, validation loss or NaN, learning rate, tokens,
   * seconds.
   */
  private static Tensor metrics(List<Metrics> metrics) {
    double[] values = new double[5 * metrics.size()];
    for (Metrics of : metrics) {
      int at = 5 * (of.step() - 1);
      values[at] = of.loss();
      values[at + 1] = of.validationLoss() == null ? Double.NaN : of.validationLoss();
      values[at + 2] = of.learningRate();
      values[at + 3] = of.tokens();
      values[at + 4] = of.seconds();
    }
    return Tensor.f64(METRICS, List.of(metrics.size(), 5), values);
  }

  private static List<Metrics> readMetrics(Safetensors tensors, Optional<CodeStart> codes) {
    double[] values = tensors.doubles(METRICS, List.of(tensors.shape(METRICS).get(0), 5));
    List<Metrics> metrics = new ArrayList<>();
    for (int at = 0; at < values.length; at += 5) {
      Double validationLoss = Double.isNaN(values[at + 1]) ? null : values[at + 1];
      metrics.add(
          new Metrics(
              at / 5 + 1,
              values[at],
              validationLoss,
              values[at + 2],
              (long) values[at + 3],
              values[at + 4],
              codes.isPresent() && at / 5 >= codes.get().step()));
    }
    return metrics;
  }

  @Override
  public String advice() {
    return savedStep == 0
        ? ""
        : "; " + file + " keeps step " + savedStep + ", from which --resume --lr RATE goes on";
  }
}
