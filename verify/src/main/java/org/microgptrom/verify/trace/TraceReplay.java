package org.microgptrom.verify.trace;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.TextDifference;
import org.microgptrom.model.io.InputException;
import org.microgptrom.verify.report.VerificationReport;

/**
 * Feeds the recorded inputs of a trace to a simulated core, step by step, and compares every output
 * that a record has. The replay goes on after a difference, as the next step's inputs are recorded,
 * too.
 */
public final class TraceReplay {
  /**
   * The bytes of a line at most, many times as many as the logits of the largest vocabulary take.
   */
  private static final int LONGEST_LINE = 1 << 20;

  private final String file;
  private long step;
  private long compared;
  private long mismatches;
  private @Nullable Difference first;

  private TraceReplay(String file) {
    this.file = file;
  }

  /**
   * The outcome of a replay.
   *
   * @param steps number of steps of the trace, at least one
   * @param check with the number of compared values and the first difference
   */
  public record Result(long steps, Check check) {}

  /**
   * Replays a file of one JSON object per line.
   *
   * @throws InputException if the file can't be read, holds no step, or a record is malformed or
   *     lacks an input, with the line
   */
  public static Result run(Path trace, TracedCore core) {
    TraceReplay replay = new TraceReplay(trace.toString());
    Set<String> known = new LinkedHashSet<>(core.inputs());
    known.addAll(core.outputs());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(trace))) {
      for (byte[] line = replay.line(in); line.length > 0; line = replay.line(in)) {
        replay.compare(TraceStep.parse(replay.where(), line, known), core);
      }
    } catch (NoSuchFileException e) {
      throw InputException.missing(trace, "file", "");
    } catch (IOException e) {
      throw new InputException(trace, "cannot be read: " + e.getMessage(), "", e);
    }
    if (replay.compared == 0) {
      throw new InputException(
          trace,
          "holds nothing to compare",
          "each line is one step, with at least one of " + String.join(", ", core.outputs()));
    }
    Path name = trace.getFileName();
    return new Result(
        replay.step - 1,
        Check.of(
            VerificationReport.TRACE,
            name.toString(),
            replay.compared,
            replay.mismatches,
            replay.first));
  }

  /** The next line without its line feed; empty at the end of the file, and only there. */
  private byte[] line(InputStream in) throws IOException {
    step++;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() == LONGEST_LINE) {
        throw new InputException(where(), "is longer than " + LONGEST_LINE + " bytes", "");
      }
      line.write(next);
    }
    if (line.size() == 0 && next == '\n') {
      throw new InputException(where(), "is empty, a JSON object expected", "");
    }
    return line.toByteArray();
  }

  private String where() {
    return file + ":" + step;
  }

  private void compare(TraceStep record, TracedCore core) {
    Map<String, long[]> expected = core.step(record);
    record
        .fields()
        .forEach(
            (field, actual) -> {
              if (!core.inputs().contains(field)) {
                compare(field, Objects.requireNonNull(expected.get(field), field), actual);
              }
            });
  }

  private void compare(String field, long[] expected, long[] actual) {
    if (expected.length != actual.length) {
      throw new InputException(
          where(), field + " must have " + expected.length + " numbers, not " + actual.length, "");
    }
    for (int i = 0; i < expected.length; i++) {
      compared++;
      if (expected[i] != actual[i]) {
        mismatches++;
        String name = expected.length == 1 ? field : field + "[" + i + "]";
        first =
            first == null
                ? TextDifference.ofTrace(file, step, name, expected[i], actual[i])
                : first;
      }
    }
  }
}
