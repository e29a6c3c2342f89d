package org.microgptrom.pack;

import java.security.PrivateKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.rom.Geometry;
import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.model.rom.MemoryMap;
import org.microgptrom.model.rom.Placeholder;
import org.microgptrom.model.rom.Variant;

/**
 * The options for the content of a bundle.
 *
 * @param lanes P, 16-bit weights in a word of the lanes image: a power of two, 1..256
 * @param variant of the circuit
 * @param vectorTokens the work spent on golden vectors, in tokens fed to the simulator, 1..10^5
 * @param formats of the memory files, at least one, each once
 * @param geometry of the banks that images are split to
 * @param placeholderSeed the seed of the random contents to add, from 1 on; 0 for none
 * @param signingKey an Ed25519 key that signs the bundle's provenance, if there is one
 */
public record PackOptions(
    int lanes,
    Variant variant,
    int vectorTokens,
    List<MemoryFormat> formats,
    Geometry geometry,
    int placeholderSeed,
    Optional<PrivateKey> signingKey) {
  /**
   * The default options: 16 lanes, one stream and 4,000 tokens, which take seconds for a model of a
   * million parameters.
   */
  public static final PackOptions DEFAULT = new PackOptions(16, Variant.ONE, 4_000);

  /**
   * The number of multiplications that golden vectors may cost unless the user asks for more: some
   * seconds.
   */
  private static final long DEFAULT_WORK = 4_000_000_000L;

  private static final int MAX_VECTOR_TOKENS = 100_000;

  /** Checks the ranges. */
  public PackOptions {
    formats = List.copyOf(formats);
    if (formats.isEmpty() || new HashSet<>(formats).size() != formats.size()) {
      throw new IllegalArgumentException("formats must be distinct, at least one: " + formats);
    }
    if (placeholderSeed < 0) {
      throw new IllegalArgumentException(
          "placeholder seed must not be negative, but is " + placeholderSeed);
    }
    MemoryMap.requireLanes(lanes);
    if (vectorTokens < 1 || vectorTokens > MAX_VECTOR_TOKENS) {
      throw new IllegalArgumentException(
          "vector_tokens must be in 1.." + MAX_VECTOR_TOKENS + ", not " + vectorTokens);
    }
  }

  /**
   * The default number of tokens for golden vectors: 4,000, or as many as a model with so many
   * parameters computes in some seconds.
   */
  public static int defaultVectorTokens(long parameters) {
    return (int) Math.max(1, Math.min(DEFAULT.vectorTokens, DEFAULT_WORK / parameters));
  }

  /** Options with the default formats, without splitting images and without a signature. */
  public PackOptions(int lanes, Variant variant, int vectorTokens) {
    this(
        lanes,
        variant,
        vectorTokens,
        MemoryFormat.DEFAULT,
        Geometry.WHOLE,
        Placeholder.NONE,
        Optional.empty());
  }
}
