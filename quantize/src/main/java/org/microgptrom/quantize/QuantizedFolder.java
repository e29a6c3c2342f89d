package org.microgptrom.quantize;

import java.nio.file.Files;
import java.nio.file.Path;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.fixed.QuantizedCodec;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/** The {@code quantized/} folder: the model with the report of its quantization. */
public final class QuantizedFolder {
  private QuantizedFolder() {}

  /** Writes the folder, replacing an earlier one whole. */
  public static void write(Path folder, Quantizer.Result result) {
    AtomicOutput.folder(
        folder,
        CheckpointCodec.CONFIG,
        QuantizedCodec.FORMAT,
        partial -> {
          QuantizedCodec.writeInto(partial, result.quantized());
          Files.write(partial.resolve(QuantizationReport.FILE), Json.pretty(result.report()));
        });
  }

  /**
   * The report of an earlier quantization.
   *
   * @throws InputException if the report is missing or damaged
   */
  public static QuantizationReport readReport(Path folder) {
    return Json.read(folder.resolve(QuantizationReport.FILE), QuantizationReport.class);
  }
}
