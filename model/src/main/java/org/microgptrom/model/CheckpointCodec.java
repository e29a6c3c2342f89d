package org.microgptrom.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Safetensors;

/**
 * The {@code checkpoint/} folder: {@code model.safetensors} (F32, microgpt.py's names), {@code
 * config.json} (the {@link Header}) and {@code metrics.jsonl} (written by training, not read here).
 */
public final class CheckpointCodec {
  /** The file that marks a checkpoint or quantized model folder. */
  public static final String CONFIG = "config.json";

  /** The file with the tensors. */
  public static final String TENSORS = "model.safetensors";

  /** The value of {@code format} in a checkpoint's header. */
  public static final String FORMAT = "microgpt-rom checkpoint";

  /** The newest header this version writes and reads. */
  public static final int VERSION = 3;

  private CheckpointCodec() {}

  /**
   * The content of {@code config.json}.
   *
   * @param codes that the weights were fitted to
   * @param tensorsSha256 digest of {@code model.safetensors}, which ties the two files together
   */
  public record Header(
      String format,
      int version,
      ModelConfig config,
      Vocabulary vocabulary,
      Provenance provenance,
      TrainedCodes codes,
      String tensorsSha256) {}

  /**
   * Writes the checkpoint's two files, and {@link TokenizerFile} where it has merges, into {@code
   * folder}, which exists; for use inside {@link AtomicOutput#folder}.
   */
  public static void writeInto(Path folder, Checkpoint checkpoint) throws IOException {
    List<Safetensors.Tensor> tensors =
        checkpoint.config().parameters().stream()
            .map(
                spec ->
                    Safetensors.Tensor.f32(
                        spec.name(), spec.shape(), checkpoint.weights(spec.name())))
            .toList();
    Path file = folder.resolve(TENSORS);
    Safetensors.write(file, Map.of("format", "pt"), tensors);
    Header header =
        new Header(
            FORMAT,
            VERSION,
            checkpoint.config(),
            checkpoint.vocabulary(),
            checkpoint.provenance(),
            checkpoint.codes(),
            Digests.sha256(file));
    Files.write(folder.resolve(CONFIG), Json.pretty(header));
    TokenizerFile.writeInto(folder, checkpoint.vocabulary());
  }

  /**
   * Reads and checks a checkpoint folder.
   *
   * @throws InputException if a file is missing, damaged or does not fit the other
   */
  public static Checkpoint read(Path folder) {
    Path config = folder.resolve(CONFIG);
    Header header = Artifacts.readHeader(folder, CONFIG, FORMAT, VERSION, Header.class);
    Path file = folder.resolve(TENSORS);
    Safetensors tensors = Safetensors.open(file);
    List<ParameterSpec> specs = header.config.parameters();
    tensors.requireExactly(header.config.parameterNames());
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (ParameterSpec spec : specs) {
      weights.put(spec.name(), tensors.floats(spec.name(), spec.shape()));
    }
    Checkpoint checkpoint;
    try {
      checkpoint =
          new Checkpoint(
              header.config, header.vocabulary, weights, header.provenance, header.codes);
    } catch (IllegalArgumentException e) {
      throw InputException.of(file, e, "train again or repair the weights");
    }
    Artifacts.requireDigest(file, header.tensorsSha256, config);
    return checkpoint;
  }

  /**
   * The digest of {@code model.safetensors} that a checkpoint's header records.
   *
   * @throws InputException if the header is missing or damaged
   */
  public static String tensorsSha256(Path folder) {
    return Artifacts.readHeader(folder, CONFIG, FORMAT, VERSION, Header.class).tensorsSha256;
  }
}
