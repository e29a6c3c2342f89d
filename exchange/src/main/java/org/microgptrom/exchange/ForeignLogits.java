package org.microgptrom.exchange;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;

/**
 * The logits that another program computes for some tokens: the proof that an imported model has
 * its heads, its activation and its scale. The logits come from an {@code .npz} or safetensors with
 * one array of token ids, (time) or (batch, time), and one of logits, (time, vocabulary) or (batch,
 * time, vocabulary).
 */
public final class ForeignLogits {
  /** The largest difference that counts as equal, as a part of the largest logit (at least 1). */
  private static final double TOLERANCE = 1e-3;

  private static final String FORM =
      "numpy.savez('logits.npz', tokens=ids, logits=model(ids)): integers of shape (time,) or"
          + " (batch, time), and floats with one more dimension, the vocabulary; or both in"
          + " safetensors";

  private final Path file;
  private final int batch;
  private final int time;
  private final int vocabSize;
  private final long[] tokens; // (batch, time)
  private final float[] logits; // (batch, time, vocabSize)

  private ForeignLogits(Path file, List<Integer> shape, long[] tokens, float[] logits) {
    this.file = file;
    this.batch = shape.size() == 3 ? shape.get(0) : 1;
    this.time = shape.get(shape.size() - 2);
    this.vocabSize = shape.get(shape.size() - 1);
    this.tokens = tokens;
    this.logits = logits;
  }

  /**
   * Reads the file.
   *
   * @throws InputException if the file is no archive of tokens and logits
   */
  public static ForeignLogits read(Path file) {
    try (TensorFile archive = ContentKind.open(file)) {
      List<String> integers = new ArrayList<>();
      List<String> floats = new ArrayList<>();
      Map<String, List<Integer>> shapes = archive.shapes();
      shapes.keySet().forEach(name -> (archive.isFloat(name) ? floats : integers).add(name));
      if (integers.size() != 1 || floats.size() != 1) {
        throw new InputException(
            file, "one array of token ids and one of logits expected, not " + shapes, FORM);
      }
      List<Integer> shape = archive.shape(floats.get(0));
      if (shape.size() < 2
          || shape.size() > 3
          || !shape.subList(0, shape.size() - 1).equals(shapes.get(integers.get(0)))) {
        throw new InputException(file, "shapes " + shapes + " do not belong together", FORM);
      }
      return new ForeignLogits(
          file, shape, archive.integers(integers.get(0)), archive.values(floats.get(0)));
    } catch (NoSuchFileException e) {
      throw InputException.missing(file, "file, token ids and logits expected", FORM);
    } catch (IOException e) {
      throw new InputException(file, "cannot be read: " + e.getMessage(), "", e);
    }
  }

  /**
   * The outcome of a comparison.
   *
   * @param count number of logits
   * @param largest the largest difference
   * @param bound up to which a difference counts as none
   * @param first the first difference above the bound, and what may have caused it
   */
  public record Verdict(long count, double largest, double bound, Optional<String> first) {}

  /**
   * Compares the foreign logits with those that the float reference computes of a checkpoint.
   *
   * @param bos the foreign row of the begin and end symbol, which is our last one
   * @throws InputException if the tokens do not fit the model
   */
  public Verdict compare(Checkpoint checkpoint, int bos) {
    ModelConfig config = checkpoint.config();
    if (vocabSize != config.vocabSize()) {
      throw new InputException(
          file,
          "has logits of "
              + vocabSize
              + " symbols, the model has "
              + config.vocabSize()
              + " with BOS",
          "");
    }
    if (time > config.context()) {
      throw new InputException(
          file, "has " + time + " tokens, the model's context is " + config.context(), "");
    }
    Verdict verdict = judge(checkpoint, bos);
    return verdict.first.isEmpty()
        ? verdict
        : new Verdict(
            verdict.count,
            verdict.largest,
            verdict.bound,
            Optional.of(verdict.first.get() + cause(checkpoint, bos, verdict)));
  }

  private Verdict judge(Checkpoint checkpoint, int bos) {
    double scale = 1;
    for (float logit : logits) {
      scale = Math.max(scale, Math.abs(logit));
    }
    double bound = TOLERANCE * scale;
    double largest = 0;
    Optional<String> first = Optional.empty();
    FloatModel model = new FloatModel(checkpoint);
    for (int sequence = 0; sequence < batch; sequence++) {
      model.reset();
      for (int position = 0; position < time; position++) {
        int at = sequence * time + position;
        double[] ours = model.step(row(tokens[at], bos));
        for (int symbol = 0; symbol < vocabSize; symbol++) {
          float theirs = logits[at * vocabSize + symbol];
          double difference = Math.abs(ours[row(symbol, bos)] - theirs);
          largest = Math.max(largest, difference);
          if (!(difference <= bound) && first.isEmpty()) {
            first =
                Optional.of(
                    "sequence "
                        + sequence
                        + ", position "
                        + position
                        + ", symbol "
                        + symbol
                        + ": "
                        + theirs
                        + " in the file, "
                        + (float) ours[row(symbol, bos)]
                        + " here");
          }
        }
      }
    }
    return new Verdict(logits.length, largest, bound, first);
  }

  /** The row of our model that a foreign row corresponds to. */
  private int row(long foreign, int bos) {
    if (foreign < 0 || foreign >= vocabSize) {
      throw new InputException(
          file, "has token " + foreign + ", 0.." + (vocabSize - 1) + " expected", "");
    }
    return foreign == bos ? vocabSize - 1 : (int) (foreign > bos ? foreign - 1 : foreign);
  }

  /**
   * The advice on a difference, which names another number of heads if the logits agree with it.
   */
  private String cause(Checkpoint checkpoint, int bos, Verdict verdict) {
    ModelConfig config = checkpoint.config();
    Optional<Integer> heads =
        IntStream.rangeClosed(1, config.embd())
            .filter(count -> count != config.heads() && config.embd() % count == 0)
            .boxed()
            .filter(count -> judge(withHeads(checkpoint, count), bos).first.isEmpty())
            .findFirst();
    if (heads.isPresent()) {
      return "\n  with " + heads.get() + " heads all agree: --heads " + heads.get();
    }
    return verdict.first.orElseThrow().contains("position 0,")
        ? "\n  the first token attends to itself only: look at the order of symbols (--bos), the"
            + " norms, the activation (ReLU) and biases"
        : "\n  the first token agrees: look at the order of heads and the scale of attention"
            + " (1 / sqrt(head width))";
  }

  private static Checkpoint withHeads(Checkpoint checkpoint, int heads) {
    ModelConfig c = checkpoint.config();
    return new Checkpoint(
        new ModelConfig(c.layers(), c.embd(), heads, c.context(), c.hidden(), c.vocabSize()),
        checkpoint.vocabulary(),
        checkpoint.weights(),
        checkpoint.provenance());
  }
}
