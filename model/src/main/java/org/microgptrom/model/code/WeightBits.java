package org.microgptrom.model.code;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The widths that are asked for: how many bits a weight of each tensor has in ROM.
 *
 * @param tensors by parameter name, all of a model in {@code state_dict} order
 */
public record WeightBits(Map<String, Integer> tensors) {
  /** What separates the parts of a text, and a tensor from its bits. */
  private static final String SEPARATOR = ",";

  private static final String IS = "=";

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /** The embeddings, whose codes have codebooks of their own, as their decoders are their own. */
  static final List<String> EMBEDDINGS = List.of("wte", "wpe");

  /** Copies the map and checks the widths. */
  public WeightBits {
    tensors.values().forEach(Code::requireWidth);
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Reads a text like {@code 4} or {@code 4,wte=8,layer*.mlp_fc2=3}: the width of all tensors, 16
   * if it does not come first, and those of some, where {@code *} stands for any text and the last
   * that fits counts. No two parts name the same.
   *
   * @param names of the parameters of the model
   * @throws IllegalArgumentException naming the part that can't be understood or fits no tensor
   */
  public static WeightBits parse(String text, Collection<String> names) {
    Map<String, Integer> bits = new LinkedHashMap<>();
    names.forEach(name -> bits.put(name, Short.SIZE));
    Set<String> named = new HashSet<>();
    String[] parts = text.split(SEPARATOR, -1);
    for (int i = 0; i < parts.length; i++) {
      String[] sides = parts[i].strip().split(IS, -1);
      if (sides.length > 2 || (sides.length == 1 && i > 0)) {
        throw new IllegalArgumentException(
            "a width is BITS or TENSOR=BITS, not '" + parts[i].strip() + "'");
      }
      String tensor = sides.length == 1 ? "*" : sides[0].strip();
      int width = width(sides[sides.length - 1].strip());
      List<String> found = names.stream().filter(glob(tensor).asMatchPredicate()).toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "no tensor has the name " + tensor + ": the model has " + String.join(", ", names));
      }
      if (!named.add(tensor)) {
        throw new IllegalArgumentException(tensor + " has two widths, give one");
      }
      found.forEach(name -> bits.put(name, width));
    }
    return new WeightBits(bits);
  }

  private static Pattern glob(String pattern) {
    return Pattern.compile(
        List.of(pattern.split("\\*", -1)).stream()
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")));
  }

  private static int width(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a weight has 16, 8, 4, 3 or 2 bits in ROM, not '" + text + "'");
    }
    int width = Integer.parseInt(text);
    Code.requireWidth(width);
    return width;
  }

  /** The codes of these widths, without the shifts of embeddings. */
  public Codes codes() {
    Map<String, Code> codes = new LinkedHashMap<>();
    tensors.forEach((tensor, width) -> codes.put(tensor, new Code(width, codebook(tensor), 0)));
    return new Codes(codes);
  }

  /** The width of a tensor. */
  public int of(String tensor) {
    return Objects.requireNonNull(tensors.get(tensor), tensor);
  }

  /** Whether all tensors have 16 bits. */
  public boolean isWide() {
    return tensors.values().stream().allMatch(bits -> bits == Short.SIZE);
  }

  /**
   * The codebook of a tensor: one for each width that all matrices share, which costs the circuit
   * one table for each multiplier, and one for each embedding; {@link Code#LINEAR} from 8 bits on.
   */
  public String codebook(String tensor) {
    int bits = of(tensor);
    if (bits >= Byte.SIZE) {
      return Code.LINEAR;
    }
    return "codebook" + bits + (EMBEDDINGS.contains(tensor) ? "_" + tensor : "");
  }

  /** The text that {@link #parse} reads: the width that most tensors have, then the others. */
  public String text() {
    int most =
        Code.WIDTHS.stream()
            .max(Comparator.comparingLong(width -> tensorsOf(width).count()))
            .orElseThrow();
    return Stream.concat(
            Stream.of(Integer.toString(most)),
            tensors.keySet().stream()
                .filter(tensor -> of(tensor) != most)
                .map(tensor -> tensor + IS + of(tensor)))
        .collect(Collectors.joining(SEPARATOR));
  }

  private Stream<String> tensorsOf(int width) {
    return tensors.keySet().stream().filter(tensor -> of(tensor) == width);
  }
}
