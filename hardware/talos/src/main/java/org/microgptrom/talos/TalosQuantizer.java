package org.microgptrom.talos;

import java.util.LinkedHashMap;
import java.util.Map;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ParameterSpec;

/**
 * Rounds a checkpoint to the words of a TALOS-V2 board: {@code clip(rint(w * 4096), -32768,
 * 32767)}, ties to even. Nothing is calibrated and nothing folded into Wq.
 */
public final class TalosQuantizer {
  private TalosQuantizer() {}

  /**
   * The words of a checkpoint.
   *
   * @param model all words
   * @param clamped number of weights outside of -8..7.99976 by tensor, for every tensor
   */
  public record Result(TalosModel model, Map<String, Integer> clamped) {}

  /**
   * Rounds every weight.
   *
   * @throws IllegalArgumentException if the checkpoint has another shape than the board
   */
  public static Result quantize(Checkpoint checkpoint) {
    TalosModel.requireShape(checkpoint.config());
    Map<String, short[]> words = new LinkedHashMap<>();
    Map<String, Integer> clamped = new LinkedHashMap<>();
    for (ParameterSpec spec : checkpoint.config().parameters()) {
      float[] weights = checkpoint.weights(spec.name());
      short[] rounded = new short[weights.length];
      int clamps = 0;
      for (int i = 0; i < rounded.length; i++) {
        double word = Math.rint(Math.scalb((double) weights[i], TalosModel.FORMAT.fractionBits()));
        rounded[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, word));
        clamps += rounded[i] == word ? 0 : 1;
      }
      words.put(spec.name(), rounded);
      if (clamps > 0) {
        clamped.put(spec.name(), clamps);
      }
    }
    return new Result(new TalosModel(words), clamped);
  }
}
