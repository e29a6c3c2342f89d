package org.microgptrom.rtl.plan;

import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.code.Codes;

/**
 * The size of a model, the same on any device.
 *
 * @param parameters number of trained values
 * @param tensors the matrices with their ROM bits, without the padding of tiles
 * @param tableBits of the constant tables and codebooks, each once
 * @param cacheBits of keys and values
 * @param scratchBits of all other memories that a step writes
 * @param bytesPerToken weights that one token reads
 */
public record ModelSize(
    long parameters,
    List<Tensor> tensors,
    long tableBits,
    long cacheBits,
    long scratchBits,
    long bytesPerToken) {
  /**
   * One parameter matrix in ROM.
   *
   * @param weightBits of one weight
   * @param bits of all of them
   */
  public record Tensor(String name, int rows, int columns, int weightBits, long bits) {}

  /** Copies the list. */
  public ModelSize {
    tensors = List.copyOf(tensors);
  }

  /** The size of a model whose circuit has these memories. */
  static ModelSize of(ModelConfig config, Codes codes, List<Memory> memories, long bytesPerToken) {
    return new ModelSize(
        config.parameterCount(),
        config.parameters().stream().map(spec -> tensor(spec, codes)).toList(),
        memories.stream()
            .filter(memory -> memory.kind() == Memory.Kind.TABLE)
            .mapToLong(memory -> (long) memory.width() * memory.depth())
            .sum(),
        bits(memories, Memory.Kind.CACHE),
        bits(memories, Memory.Kind.SCRATCH),
        bytesPerToken);
  }

  private static Tensor tensor(ParameterSpec spec, Codes codes) {
    int bits = codes.of(spec.name()).bits();
    return new Tensor(spec.name(), spec.rows(), spec.columns(), bits, (long) bits * spec.size());
  }

  private static long bits(List<Memory> memories, Memory.Kind kind) {
    return memories.stream().filter(memory -> memory.kind() == kind).mapToLong(Memory::bits).sum();
  }
}
