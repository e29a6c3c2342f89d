package org.microgptrom.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipExtraField;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.TrainedCodes;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.io.Safetensors;

/** Writes a checkpoint's weights for other tools; the same checkpoint gives the same bytes. */
public final class CheckpointExporter {
  /** The metadata key of the number of heads. */
  static final String HEADS = "heads";

  /** The metadata key of the symbols, a JSON array. */
  static final String VOCABULARY = "vocabulary";

  /**
   * The time of entries, which is written as the earliest time that a zip can hold, in every time
   * zone.
   */
  private static final long BEFORE_1980 = 0;

  private static final int ALIGNMENT = 64;

  private CheckpointExporter() {}

  /** The file formats that other tools read. */
  public enum Format {
    /** The format for PyTorch, JAX and others, with heads and vocabulary in the metadata. */
    SAFETENSORS,
    /** The format for NumPy, a dictionary of arrays. */
    NPZ;

    /** The name in options, and the ending of files. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Writes the file, whole or not at all.
   *
   * @throws InputException if it can't be written
   */
  public static void write(Checkpoint checkpoint, Format format, Path file) {
    AtomicOutput.file(
        file,
        partial -> {
          switch (format) {
            case SAFETENSORS -> safetensors(checkpoint, partial);
            case NPZ -> npz(checkpoint, partial);
          }
        });
  }

  private static void safetensors(Checkpoint checkpoint, Path file) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put(HEADS, Integer.toString(checkpoint.config().heads()));
    metadata.put(VOCABULARY, Json.line(checkpoint.vocabulary()));
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    for (ParameterSpec spec : checkpoint.config().parameters()) {
      TrainedCodes.Tensor codes = checkpoint.codes().tensors().get(spec.name());
      if (codes == null || codes.bits() == Short.SIZE) {
        tensors.add(
            Safetensors.Tensor.f32(spec.name(), spec.shape(), checkpoint.weights(spec.name())));
      } else {
        tensors.addAll(CodedTensors.of(checkpoint, spec));
      }
    }
    if (!checkpoint.codes().isNone()) {
      metadata.put(CodedTensors.METADATA, Json.line(checkpoint.codes()));
    }
    Safetensors.write(file, metadata, tensors);
  }

  private static void npz(Checkpoint checkpoint, Path file) throws IOException {
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
      zip.setMethod(ZipArchiveOutputStream.STORED);
      for (ParameterSpec spec : checkpoint.config().parameters()) {
        byte[] header = npyHeader(spec);
        ByteBuffer values = ByteBuffer.allocate(4 * spec.size()).order(ByteOrder.LITTLE_ENDIAN);
        values.asFloatBuffer().put(checkpoint.weights(spec.name()));
        CRC32 crc = new CRC32();
        crc.update(header);
        crc.update(values.array());
        ZipArchiveEntry entry = new ZipArchiveEntry(spec.name() + ".npy");
        entry.setTime(BEFORE_1980);
        entry.setExtraFields(new ZipExtraField[0]); // one with the exact time was added just now
        entry.setSize((long) header.length + values.capacity());
        entry.setCrc(crc.getValue());
        zip.putArchiveEntry(entry);
        zip.write(header);
        zip.write(values.array());
        zip.closeArchiveEntry();
      }
    }
  }

  /**
   * The header of an array, version 1.0, padded with spaces so that the values start at a multiple
   * of 64 bytes.
   */
  private static byte[] npyHeader(ParameterSpec spec) {
    String dictionary =
        "{'descr': '<f4', 'fortran_order': False, 'shape': ("
            + spec.rows()
            + ", "
            + spec.columns()
            + "), }";
    int prelude = 10;
    int length = (prelude + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    header.putShort((short) (length - prelude));
    header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }
}
