package org.microgptrom.simulate.stimulus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.rom.Vectors;

/**
 * The inputs of a bundle's golden vectors, whose results are computed again.
 *
 * @param teacherForced the given sequences
 * @param sampled the sampled runs, of which only scale, seed and the number of sequences count
 */
public record GoldenInputs(List<List<Integer>> teacherForced, List<Vectors.Sampled> sampled) {
  private static final int LONGEST_LINE = 48 << 20;

  /** The work on a line. */
  @FunctionalInterface
  private interface Line<T> {
    void take(T vector);
  }

  public GoldenInputs {
    teacherForced = List.copyOf(teacherForced);
    sampled = List.copyOf(sampled);
  }

  /**
   * Reads the inputs of a bundle's vectors. Malformed vectors are left out, as other checks report
   * them.
   */
  public static GoldenInputs of(Bundle bundle) throws IOException {
    ModelConfig config = bundle.manifest().config();
    List<List<Integer>> forced = new ArrayList<>();
    List<Vectors.Sampled> sampled = new ArrayList<>();
    read(
        bundle,
        Vectors.TEACHER_FORCED,
        Vectors.TeacherForced.class,
        vector -> {
          if (isSequence(config, vector.tokens())) {
            forced.add(vector.tokens());
          }
        });
    read(
        bundle,
        Vectors.SAMPLED,
        Vectors.Sampled.class,
        vector -> {
          if (isRun(vector)) {
            sampled.add(vector);
          }
        });
    return new GoldenInputs(forced, sampled);
  }

  private static boolean isSequence(ModelConfig config, List<Integer> tokens) {
    return !tokens.isEmpty()
        && tokens.size() <= config.context()
        && tokens.stream().allMatch(token -> token >= 0 && token < config.vocabSize());
  }

  private static boolean isRun(Vectors.Sampled vector) {
    return vector.scale() >= 0
        && vector.scale() <= 0xFFFF
        && vector.seed() >= 1
        && vector.seed() <= 0xFFFF_FFFFL;
  }

  private static <T> void read(Bundle bundle, String path, Class<T> type, Line<T> line)
      throws IOException {
    try (InputStream in = Files.newInputStream(bundle.file(path))) {
      CanonicalText text = new CanonicalText(path, in);
      while (!text.atEnd()) {
        line.take(Json.parse(path, text.readLine(LONGEST_LINE), type));
      }
    } catch (InputException e) {
      return; // the check of the vectors says where
    }
  }
}
