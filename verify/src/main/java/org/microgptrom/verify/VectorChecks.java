package org.microgptrom.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.memory.CanonicalText;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Vectors;
import org.microgptrom.verify.report.Counts;

/**
 * Compares every number of the golden vectors with what the golden simulator computes from the
 * words of the ROM files, for each layout separately.
 */
final class VectorChecks {
  static final String SUITE = "vectors";

  /**
   * The bytes of a line at most, more than the longest line of the largest vocabulary and context.
   */
  private static final int LONGEST_LINE = 128 << 20;

  private final Bundle bundle;
  private final Map<Layout, QuantizedModel> models;
  private final Progress progress;
  private final List<Replay> replays = new ArrayList<>();
  private final BitSet tokensReached = new BitSet();
  private int positionsReached;
  private final VectorAmount amount;

  /** The way in which one line of a vectors file is computed again. */
  @FunctionalInterface
  private interface Step<T> {
    void replay(Replay replay, T vector);
  }

  VectorChecks(Bundle bundle, Map<Layout, QuantizedModel> models, Progress progress) {
    this.bundle = bundle;
    this.models = models;
    this.progress = progress;
    this.amount = new VectorAmount(bundle.manifest().config().context());
  }

  /** The name of a layout: {@code tensor} or {@code lanes}. */
  static String name(Layout layout) {
    return layout.name().toLowerCase(Locale.ROOT);
  }

  List<Check> run() throws IOException {
    List<Check> checks = new ArrayList<>();
    checks.addAll(
        run(
            Vectors.TEACHER_FORCED,
            Vectors.TeacherForced.class,
            (replay, vector) -> replay.teacherForced(vector)));
    checks.addAll(
        run(Vectors.SAMPLED, Vectors.Sampled.class, (replay, vector) -> replay.sampled(vector)));
    checks.add(amount());
    return checks;
  }

  private Check amount() throws IOException {
    if (models.isEmpty()) {
      return Check.skipped(SUITE, VectorAmount.NAME, "there is no model to read them for");
    }
    try {
      byte[] statement = Files.readAllBytes(bundle.file(Statement.FILE));
      return amount.check(
          Json.parse(Statement.FILE, statement, Statement.class)
              .predicate()
              .buildDefinition()
              .externalParameters()
              .vectorTokens());
    } catch (InputException e) {
      return Check.skipped(SUITE, VectorAmount.NAME, "the statement can't be read");
    }
  }

  private <T> List<Check> run(String path, Class<T> type, Step<T> step) throws IOException {
    List<Check> checks = new ArrayList<>();
    List<Replay> all = new ArrayList<>();
    for (Layout layout : List.of(Layout.TENSOR, Layout.LANES)) {
      if (models.containsKey(layout)) {
        all.add(new Replay(path, name(layout), models.get(layout)));
      } else {
        checks.add(Check.skipped(SUITE, checkName(path, name(layout)), "there is no such model"));
      }
    }
    if (!all.isEmpty()) {
      replay(path, type, step, all);
    }
    all.forEach(replay -> checks.add(replay.check(checkName(path, replay.layout()))));
    replays.addAll(all);
    return checks;
  }

  private <T> void replay(String path, Class<T> type, Step<T> step, List<Replay> all)
      throws IOException {
    long total = Files.size(bundle.file(path));
    long done = 0;
    try (InputStream in = Files.newInputStream(bundle.file(path))) {
      CanonicalText text = new CanonicalText(path, in);
      do {
        long line = text.line();
        try {
          byte[] json = text.readLine(LONGEST_LINE);
          T vector = Json.parse(path + " line " + line + ", column", json, type);
          all.parallelStream().forEach(replay -> step.replay(replay.atLine(line), vector));
          if (vector instanceof Vectors.TeacherForced forced) {
            reach(forced.tokens());
            amount.add(forced);
          } else if (vector instanceof Vectors.Sampled sampled) {
            amount.add(sampled);
          }
          done += json.length + 1L;
          progress.at(path, done, total);
        } catch (InputException e) {
          all.forEach(replay -> replay.atLine(line).malformed(e.getMessage()));
          return;
        }
      } while (!text.atEnd());
    }
  }

  private void reach(List<Integer> tokens) {
    positionsReached = Math.max(positionsReached, tokens.size());
    for (int token : tokens) {
      if (token >= 0) {
        tokensReached.set(token);
      }
    }
  }

  Counts.Vectors counts() {
    return new Counts.Vectors(
        models.size(),
        replays.stream().mapToLong(Replay::sequences).sum(),
        count(Replay.LOGIT),
        count(Replay.TOKEN),
        count(Replay.STATE),
        count(Replay.SATURATIONS),
        tokensReached.cardinality(),
        positionsReached);
  }

  private long count(String quantity) {
    return replays.stream().mapToLong(replay -> replay.compared(quantity)).sum();
  }

  private static String checkName(String path, String layout) {
    String file = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
    return file + " from " + layout + " images";
  }
}
