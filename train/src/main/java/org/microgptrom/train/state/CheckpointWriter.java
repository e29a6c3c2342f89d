package org.microgptrom.train.state;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/** Writes the result of a training as the {@code checkpoint/} folder. */
public final class CheckpointWriter {
  /** The file with one {@link Metrics} per line, as JSON. */
  public static final String METRICS = "metrics.jsonl";

  private CheckpointWriter() {}

  /**
   * Writes the model's files and {@link #METRICS}, all or none. Equal weights give equal model
   * files; the metrics hold times and differ from run to run.
   *
   * @throws InputException if the folder can't be written or holds something else
   */
  public static void write(Path folder, Checkpoint checkpoint, List<Metrics> metrics) {
    AtomicOutput.folder(
        folder,
        CheckpointCodec.CONFIG,
        CheckpointCodec.FORMAT,
        partial -> {
          CheckpointCodec.writeInto(partial, checkpoint);
          try (Writer lines =
              Files.newBufferedWriter(partial.resolve(METRICS), StandardCharsets.UTF_8)) {
            for (Metrics step : metrics) {
              lines.write(Json.line(step) + "\n");
            }
          }
        });
  }
}
