package org.microgptrom.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.microgptrom.model.io.Safetensors.DType;

/**
 * The header of a safetensors file, which was checked against the file's size.
 *
 * @param entries tensors by name, in the order of the header
 * @param metadata the free-form string map; empty when there is none
 * @param dataStart the offset in the file at which the tensors' bytes begin
 */
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata, long dataStart) {
  /** The key of the metadata. */
  static final String METADATA = "__metadata__";

  /**
   * The largest header in bytes; our own headers have some hundred bytes for each of at most 387
   * tensors.
   */
  private static final long LARGEST = 16 << 20;

  /** Where the header places one tensor: {@code begin..end} in bytes after the header. */
  record Entry(DType dtype, List<Integer> shape, long begin, long end) {}

  /**
   * Reads the header of a file.
   *
   * @throws InputException if there is no header, or it does not describe everything that follows
   *     it
   */
  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new InputException(
          file, "is " + size + " bytes long, too short for a safetensors header length (8)", "");
    }
    long headerLength = readFully(channel, 0, 8).getLong();
    if (headerLength < 2 || headerLength > LARGEST || headerLength > size - 8) {
      throw new InputException(
          file + ": offset 0",
          "the header claims "
              + Long.toUnsignedString(headerLength)
              + " bytes, the file has "
              + (size - 8)
              + " after its length and at most "
              + LARGEST
              + " are accepted",
          "the file is cut short or not a safetensors file");
    }
    byte[] json = readFully(channel, 8, (int) headerLength).array();
    JsonNode header = Json.parse(file + " header", json, JsonNode.class);
    if (!header.isObject()) {
      throw new InputException(file + " header", "is not a JSON object", "");
    }
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        readMetadata(file, field.getValue(), metadata);
      } else {
        entries.put(field.getKey(), entry(file, field.getKey(), field.getValue()));
      }
    }
    requireContiguous(file, entries, size - 8 - headerLength);
    return new SafetensorsHeader(
        Collections.unmodifiableMap(entries),
        Collections.unmodifiableMap(metadata),
        8 + headerLength);
  }

  private static void readMetadata(Path file, JsonNode node, Map<String, String> metadata) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      metadata.put(field.getKey(), field.getValue().textValue());
    }
    if (!node.isObject() || metadata.containsValue(null)) {
      throw new InputException(file + " header", METADATA + " must map strings to strings", "");
    }
  }

  private static Entry entry(Path file, String name, JsonNode node) {
    String where = file + " header: tensor " + name;
    JsonNode type = node.path("dtype");
    JsonNode shape = node.path("shape");
    JsonNode offsets = node.path("data_offsets");
    if (!type.isTextual() || !shape.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw new InputException(where, "dtype, shape and two data_offsets expected", "");
    }
    DType dtype =
        Arrays.stream(DType.values())
            .filter(d -> d.name().equals(type.textValue()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        where,
                        "type "
                            + type.textValue()
                            + " is not one of "
                            + Arrays.asList(DType.values()),
                        "convert the weights to F32"));
    List<Integer> dimensions = new ArrayList<>();
    long bytes = dtype.bytes;
    for (JsonNode dimension : shape) {
      if (!dimension.isIntegralNumber()
          || !dimension.canConvertToInt()
          || dimension.intValue() < 1) {
        throw new InputException(where, "shape " + shape + " has a size outside 1..2^31-1", "");
      }
      dimensions.add(dimension.intValue());
      bytes = saturatedProduct(bytes, dimension.intValue());
    }
    if (!isLong(offsets.get(0)) || !isLong(offsets.get(1))) {
      throw new InputException(where, "data_offsets " + offsets + " are not 64-bit integers", "");
    }
    long begin = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    if (begin < 0 || end < begin || end - begin != bytes || bytes > Integer.MAX_VALUE - 8) {
      throw new InputException(
          where,
          String.format(
              Locale.ROOT, "data_offsets %s do not hold shape %s of %s", offsets, shape, dtype),
          "");
    }
    return new Entry(dtype, List.copyOf(dimensions), begin, end);
  }

  private static boolean isLong(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong();
  }

  private static long saturatedProduct(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }

  private static void requireContiguous(Path file, Map<String, Entry> entries, long dataSize) {
    long expected = 0;
    List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
    ordered.sort(Comparator.comparingLong(e -> e.getValue().begin));
    for (Map.Entry<String, Entry> e : ordered) {
      if (e.getValue().begin != expected) {
        throw new InputException(
            file + " header: tensor " + e.getKey(),
            "starts at " + e.getValue().begin + ", " + expected + " expected",
            "safetensors data have no holes and no overlap");
      }
      expected = e.getValue().end;
    }
    if (expected != dataSize) {
      throw new InputException(
          file,
          "the header describes " + expected + " bytes of data, the file holds " + dataSize,
          "the file is cut short or has foreign bytes at its end");
    }
  }

  /** The bytes at an offset of the file, little-endian. */
  static ByteBuffer readFully(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new IOException("ends at offset " + (position + bytes.position()));
      }
    }
    return bytes.flip();
  }
}
