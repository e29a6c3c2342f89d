package org.microgptrom.exchange;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/** Makes a checkpoint of a model that was trained elsewhere. */
public final class CheckpointImporter {
  /** The number of values of microgpt.py's shape that do not depend on the vocabulary. */
  private static final long FIXED_VALUES =
      ModelConfig.microgpt(2).parameterCount() - 4L * ModelConfig.microgpt(2).embd();

  private final Path path;
  private final Options options;

  private CheckpointImporter(Path path, Options options) {
    this.path = path;
    this.options = options;
  }

  /**
   * Facts that a file may not state itself.
   *
   * @param heads H; without it, the number that the file states, or microgpt.py's 4 in a model as
   *     wide as its
   * @param vocabulary the symbols; without it, those that the file states, or the letters a to z
   *     where there are 26 symbols
   * @param mapping from our names to the file's; without it the names are the same
   * @param bos the row of the file's {@code wte} and {@code lm_head} that stands for the begin and
   *     the end; without it the last row, as in our models
   */
  public record Options(
      Optional<Integer> heads,
      Optional<Vocabulary> vocabulary,
      Optional<TensorMapping> mapping,
      Optional<Integer> bos) {
    /** Options that state nothing. */
    public static final Options NONE =
        new Options(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads a safetensors, {@code .npy}, {@code .npz} or JSON file, told apart by their content.
   *
   * @throws InputException if it is none of these, is damaged, or holds no MicroGPT; the error
   *     names the file, and offset, line or tensor
   */
  public static Checkpoint read(Path path, Options options) {
    CheckpointImporter importer = new CheckpointImporter(path, options);
    if (Files.isDirectory(path)) {
      throw new InputException(path, "is a folder, a file of tensors expected", "");
    }
    try (TensorFile file = importer.open()) {
      TrainedCodes codes =
          options.mapping.isPresent() ? TrainedCodes.NONE : CodedTensors.codes(path, file);
      return importer.checkpoint(file, codes);
    } catch (NoSuchFileException e) {
      throw InputException.missing(path, "file", "");
    } catch (IOException e) {
      throw new InputException(path, "cannot be read: " + e.getMessage(), "", e);
    }
  }

  private TensorFile open() throws IOException {
    TensorFile file = ContentKind.open(path);
    try {
      return options.mapping.isPresent()
          ? options.mapping.get().apply(path.toString(), file)
          : file;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private Checkpoint checkpoint(TensorFile coded, TrainedCodes codes) throws IOException {
    TensorFile file =
        codes.isNone() ? FoldedGains.of(path, coded) : CodedTensors.decoded(path, coded, codes);
    Map<String, List<Integer>> shapes = file.shapes();
    OtherArchitecture.refuse(path, shapes);
    boolean isFlat = shapes.size() == 1 && shapes.values().iterator().next().size() == 1;
    ModelConfig config = isFlat ? flatConfig(shapes) : config(shapes, file.metadata());
    ModelFacts.of(path, file.metadata()).requireAgreement(config);
    Map<String, float[]> weights = isFlat ? cut(file, config) : matrices(file, config);
    CodedTensors.requireFit(path, coded, codes, config);
    moveBos(weights, config);
    return checkpoint(config, vocabulary(config, file.metadata()), weights, codes);
  }

  /** Moves the row of BOS to the end, where our models have it; the others keep their order. */
  private void moveBos(Map<String, float[]> weights, ModelConfig config) {
    int row = options.bos.orElse(config.bos());
    if (row < 0 || row > config.bos()) {
      throw new InputException(
          "--bos", "must be a row of wte, 0.." + config.bos() + ", not " + row, "");
    }
    int embd = config.embd();
    for (String name : List.of(ParameterSpec.WTE, ParameterSpec.LM_HEAD)) {
      weights.computeIfPresent(
          name,
          (key, theirs) -> {
            float[] ours = theirs.clone();
            int after = (config.bos() - row) * embd;
            System.arraycopy(theirs, (row + 1) * embd, ours, row * embd, after);
            System.arraycopy(theirs, row * embd, ours, config.bos() * embd, embd);
            return ours;
          });
    }
  }

  /** microgpt.py's shape, with as many symbols as the number of values asks for. */
  private ModelConfig flatConfig(Map<String, List<Integer>> shapes) {
    Map.Entry<String, List<Integer>> only = shapes.entrySet().iterator().next();
    long count = only.getValue().get(0);
    long perSymbol = 2L * ModelConfig.microgpt(2).embd();
    long symbols = (count - FIXED_VALUES) / perSymbol;
    if (symbols < 2
        || symbols > Vocabulary.MOST_CODE_POINTS + 1
        || FIXED_VALUES + symbols * perSymbol != count) {
      throw new InputException(
          path + ": " + only.getKey(),
          "has "
              + count
              + " values, microgpt.py's state_dict has "
              + FIXED_VALUES
              + " and "
              + perSymbol
              + " for each symbol and BOS: 4,192 for 26 symbols",
          "save the matrices by name if the model has another shape");
    }
    ModelConfig config = ModelConfig.microgpt((int) symbols);
    return CheckpointImporter.config(
        path,
        1,
        config.embd(),
        options.heads.orElse(config.heads()),
        config.context(),
        config.hidden(),
        config.vocabSize());
  }

  private static Map<String, float[]> cut(TensorFile file, ModelConfig config) {
    float[] all = file.values(file.shapes().keySet().iterator().next());
    Map<String, float[]> weights = new LinkedHashMap<>();
    int start = 0;
    for (ParameterSpec spec : config.parameters()) {
      weights.put(spec.name(), Arrays.copyOfRange(all, start, start + spec.size()));
      start += spec.size();
    }
    return weights;
  }

  private ModelConfig config(Map<String, List<Integer>> shapes, Map<String, String> metadata) {
    List<Integer> wte = matrix(shapes, ParameterSpec.WTE);
    List<Integer> wpe = matrix(shapes, ParameterSpec.WPE);
    int layers = 0;
    while (shapes.containsKey(Role.ATTN_WQ.inLayer(layers))) {
      layers++;
    }
    int hidden = matrix(shapes, Role.MLP_FC1.inLayer(0)).get(0);
    int embd = wte.get(1);
    return config(path, layers, embd, heads(embd, metadata), wpe.get(0), hidden, wte.get(0));
  }

  private int heads(int embd, Map<String, String> metadata) {
    if (options.heads.isPresent()) {
      return options.heads.get();
    }
    OptionalInt recorded = ModelFacts.of(path, metadata).heads();
    if (recorded.isPresent()) {
      return recorded.getAsInt();
    }
    ModelConfig microgpt = ModelConfig.microgpt(2);
    if (embd != microgpt.embd()) {
      throw new InputException(
          path, "does not say how many attention heads the model has", "pass it with --heads");
    }
    return microgpt.heads();
  }

  private static ModelConfig config(
      Path path, int layers, int embd, int heads, int context, int hidden, int vocabSize) {
    try {
      return new ModelConfig(layers, embd, heads, context, hidden, vocabSize);
    } catch (IllegalArgumentException e) {
      throw new InputException(path, "holds no model of ours: " + e.getMessage(), "", e);
    }
  }

  private List<Integer> matrix(Map<String, List<Integer>> shapes, String name) {
    List<Integer> shape = shapes.get(name);
    if (shape == null) {
      throw new InputException(
          path,
          "tensor " + name + " is missing",
          "the file has "
              + String.join(", ", shapes.keySet())
              + "; for other names than microgpt.py's pass --mapping");
    }
    if (shape.size() != 2) {
      throw new InputException(
          path, "tensor " + name + " has shape " + shape + ", a matrix expected", "");
    }
    return shape;
  }

  private Map<String, float[]> matrices(TensorFile file, ModelConfig config) {
    Map<String, List<Integer>> shapes = file.shapes();
    for (ParameterSpec spec : config.parameters()) {
      if (!matrix(shapes, spec.name()).equals(spec.shape())) {
        throw new InputException(
            path,
            "tensor "
                + spec.name()
                + " has shape "
                + shapes.get(spec.name())
                + ", "
                + spec.shape()
                + " expected",
            "rows are outputs, columns inputs; a mapping can transpose");
      }
    }
    List<String> expected = config.parameterNames();
    for (String name : shapes.keySet()) {
      if (!expected.contains(name)) {
        throw new InputException(
            path,
            "tensor " + name + " is not part of the model",
            "leave it out, or ignore it in a mapping");
      }
    }
    Map<String, float[]> weights = new LinkedHashMap<>();
    expected.forEach(name -> weights.put(name, file.values(name)));
    return weights;
  }

  private Vocabulary vocabulary(ModelConfig config, Map<String, String> metadata) {
    String recorded = metadata.get(CheckpointExporter.VOCABULARY);
    Optional<Vocabulary> theirs =
        Optional.ofNullable(recorded)
            .map(
                text ->
                    Json.parse(
                        path + " metadata " + CheckpointExporter.VOCABULARY,
                        text.getBytes(StandardCharsets.UTF_8),
                        Vocabulary.class));
    if (options.vocabulary.isPresent()) {
      if (theirs.isPresent() && !theirs.equals(options.vocabulary)) {
        throw new InputException(
            "--vocabulary", "differs from the symbols that " + path + " records", "leave it out");
      }
      return options.vocabulary.get();
    }
    if (theirs.isPresent()) {
      return theirs.get();
    }
    if (config.vocabSize() != Vocabulary.letters().size()) {
      throw new InputException(
          path,
          "does not say what its " + config.bos() + " symbols are",
          "pass them with --vocabulary");
    }
    return Vocabulary.letters();
  }

  private Checkpoint checkpoint(
      ModelConfig config, Vocabulary vocabulary, Map<String, float[]> weights, TrainedCodes codes)
      throws IOException {
    try {
      return new Checkpoint(config, vocabulary, weights, provenance(Digests.sha256(path)), codes);
    } catch (IllegalArgumentException e) {
      throw InputException.of(path, e, "");
    }
  }

  private Provenance provenance(String sha256) {
    return Provenance.imported(
        ToolVersion.current(), String.valueOf(path.toAbsolutePath().getFileName()), sha256);
  }
}
