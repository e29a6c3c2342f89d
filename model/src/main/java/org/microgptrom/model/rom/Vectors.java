package org.microgptrom.model.rom;

import java.util.List;
import org.microgptrom.model.fixed.Generation;

/** The golden vectors, which are results of the golden simulator, one JSON object per line. */
public final class Vectors {
  /** The bundle path of the {@link TeacherForced} vectors. */
  public static final String TEACHER_FORCED = "vectors/teacher_forced.jsonl";

  /** The bundle path of the {@link Sampled} vectors. */
  public static final String SAMPLED = "vectors/sampled.jsonl";

  private Vectors() {}

  /**
   * The logits of a given sequence.
   *
   * @param tokens the inputs at positions 0, 1, ..., 1..T of them
   * @param logits (tokens, V) in format fl
   * @param saturations number of clamps by all sites during the sequence
   */
  public record TeacherForced(List<Integer> tokens, List<List<Integer>> logits, long saturations) {}

  /**
   * Sequences drawn one after the other with one generator.
   *
   * @param scale the temperature scale g, 0 for greedy
   * @param seed the generator's state before the first token, unsigned 32 bits
   * @param saturations number of clamps by all sites during all sequences
   */
  public record Sampled(int scale, long seed, List<Generation> sequences, long saturations) {}
}
