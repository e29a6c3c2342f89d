package org.microgptrom.cli.stage;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.Artifact;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.text.TableText;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.quantize.evaluation.LogitSource;
import org.microgptrom.quantize.evaluation.RecordedLogits;
import org.microgptrom.quantize.evaluation.Result;
import org.microgptrom.simulate.CircuitLogits;
import org.microgptrom.simulate.tool.Target;

/**
 * A model that is asked about texts.
 *
 * @param by whose logits answer: {@link Result#FIXED}, {@link Result#FLOAT} of a checkpoint, or the
 *     name of the simulator of a circuit
 * @param training how the model was trained
 * @param bundle with the circuit that answers; empty if none does
 */
public record AskedModel(
    Vocabulary vocabulary,
    ModelConfig config,
    String by,
    LogitSource source,
    Provenance training,
    Optional<Bundle> bundle)
    implements AutoCloseable {
  /**
   * Reads the model of a bundle, a quantized model folder, a checkpoint or a folder of run.
   *
   * @param simulator of the bundle's circuit, which answers then
   */
  public static AskedModel read(Path given, Optional<Target> simulator) {
    Path path = RunFolder.bundleIn(given);
    if (simulator.isPresent()) {
      Artifact.requireCircuit(path);
    }
    if (Artifact.kind(path) == Artifact.CHECKPOINT) {
      Checkpoint checkpoint = CheckpointCodec.read(path);
      return new AskedModel(
          checkpoint.vocabulary(),
          checkpoint.config(),
          Result.FLOAT,
          LogitSource.of(checkpoint, Progress.NONE),
          checkpoint.provenance(),
          Optional.empty());
    }
    Artifact.FixedPoint fixed = Artifact.fixedPoint(path);
    QuantizedModel model = fixed.model();
    LogitSource golden = LogitSource.of(model, Progress.NONE);
    Optional<Bundle> bundle = simulator.map(target -> Bundle.open(path));
    return new AskedModel(
        model.vocabulary(),
        model.config(),
        simulator.map(Target::label).orElse(Result.FIXED),
        bundle.map(of -> circuit(of, simulator.orElseThrow(), model, golden)).orElse(golden),
        fixed.lineage().training(),
        bundle);
  }

  /** The logits of a bundle's circuit, all of which must be those of fixed point. */
  private static LogitSource circuit(
      Bundle bundle, Target target, QuantizedModel model, LogitSource golden) {
    CircuitLogits circuit = CircuitLogits.of(bundle, target);
    LogitSource simulated =
        (sequences, visitor) ->
            circuit.run(sequences, LogitSource.ofWords(model.formats().logits(), visitor));
    return (sequences, visitor) -> {
      if (sequences.isEmpty()) {
        return;
      }
      RecordedLogits recorded = RecordedLogits.of(simulated, sequences);
      long differences = recorded.differences(RecordedLogits.of(golden, sequences));
      if (differences > 0) {
        throw new InputException(
            bundle.path(),
            "its circuit differs from the golden simulator in "
                + TableText.count(differences, "logit")
                + " in "
                + target.label(),
            "see where: microgpt-rom verify " + bundle.path() + " --rtl " + target.label());
      }
      recorded.run(sequences, visitor);
    };
  }

  /** The most symbols of a text that the context holds with its end, if the model knows of ends. */
  public int most() {
    return config.context() - (knowsEnds() ? 1 : 0);
  }

  /**
   * The sequence whose predictions make the score of a text, as {@link Vocabulary#sequence}:
   * without the end where the model was trained on running text, which has none.
   */
  public int[] sequence(String text) {
    int[] sequence = vocabulary.sequence(text, config.context());
    boolean ends = sequence.length > 2 && sequence[sequence.length - 1] == vocabulary.bos();
    return ends && !knowsEnds() ? Arrays.copyOf(sequence, sequence.length - 1) : sequence;
  }

  private boolean knowsEnds() {
    return !training.corpus().ofRunningText();
  }

  /** Closes the bundle. */
  @Override
  public void close() {
    bundle.ifPresent(Bundle::close);
  }
}
