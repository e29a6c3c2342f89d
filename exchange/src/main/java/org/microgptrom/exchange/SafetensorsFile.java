package org.microgptrom.exchange;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.io.Safetensors;

/** A safetensors file with tensors of F16, BF16, F32 or F64, and perhaps buffers of other types. */
final class SafetensorsFile implements TensorFile {
  private final Safetensors tensors;

  SafetensorsFile(Path file) {
    this.tensors = Safetensors.open(file);
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    tensors.names().forEach(name -> shapes.put(name, tensors.shape(name)));
    return shapes;
  }

  @Override
  public boolean isFloat(String name) {
    return tensors.dtype(name).isFloat();
  }

  @Override
  public float[] values(String name) {
    return tensors.nearestFloats(name);
  }

  @Override
  public short[] codes(String name) {
    return tensors.codes(name, tensors.shape(name));
  }

  @Override
  public long[] integers(String name) {
    return tensors.integers(name);
  }

  @Override
  public Map<String, String> metadata() {
    return tensors.metadata();
  }
}
