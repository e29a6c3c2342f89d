package org.microgptrom.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.code.Code;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.model.io.Progress;

/**
 * Chooses the widths of all tensors for a number of bits in ROM. Measured is by how much the
 * predictions change when one tensor alone has a width; of several, the changes are taken to add
 * up.
 */
public final class WidthChooser {
  private final Checkpoint checkpoint;
  private final NarrowLoss measure;
  private final Progress progress;

  /**
   * A chooser.
   *
   * @param sample of which the first documents are measured on, as many as take some seconds
   */
  public WidthChooser(Checkpoint checkpoint, Sample sample, Progress progress) {
    this.checkpoint = checkpoint;
    this.progress = progress;
    this.measure =
        NarrowLoss.of(
            new FoldedWeights(checkpoint),
            sample,
            checkpoint.config().parameters().size() * Code.WIDTHS.size());
  }

  /**
   * Chooses.
   *
   * @param budget the most bits of all weights and codebooks
   * @throws IllegalArgumentException if even the widths of the fewest bits have too many
   */
  public WeightOptions choose(long budget) {
    WeightBits narrowest = narrowest();
    if (bits(narrowest) > budget) {
      throw new IllegalArgumentException(
          "%,d bits are too few: the model has at least %,d, with --weight-bits %s"
              .formatted(budget, bits(narrowest), narrowest.text()));
    }
    Map<String, Map<Integer, Double>> costs = costs();
    WeightBits widths = uniform(Short.SIZE);
    while (bits(widths) > budget) {
      Optional<WeightBits> next = narrower(widths, costs);
      if (next.isEmpty()) {
        widths = narrowest; // some tensor is too small for any codebook but its own
        break;
      }
      widths = next.get();
    }
    for (Optional<WeightBits> next = Optional.of(widths);
        next.isPresent();
        next = wider(widths, costs, budget)) {
      widths = next.get();
    }
    return new WeightOptions(widths, Optional.empty(), trials(widths));
  }

  /**
   * The widths of the fewest bits: 2 for all, but for what is so small that a codebook takes more
   * than it saves. Matrices share one, each embedding has its own.
   */
  private WeightBits narrowest() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    uniform(2)
        .tensors()
        .keySet()
        .forEach(
            tensor ->
                groups
                    .computeIfAbsent(uniform(2).codebook(tensor), name -> new ArrayList<>())
                    .add(tensor));
    WeightBits narrowest = uniform(Short.SIZE);
    for (List<String> group : groups.values()) {
      WeightBits before = narrowest;
      for (int width : Code.WIDTHS) {
        WeightBits next = before;
        for (String tensor : group) {
          next = with(next, tensor, width);
        }
        narrowest = bits(next) < bits(narrowest) ? next : narrowest;
      }
    }
    return narrowest;
  }

  private WeightBits uniform(int width) {
    Map<String, Integer> bits = new LinkedHashMap<>();
    checkpoint.config().parameters().forEach(spec -> bits.put(spec.name(), width));
    return new WeightBits(bits);
  }

  private static WeightBits with(WeightBits widths, String tensor, int width) {
    Map<String, Integer> bits = new LinkedHashMap<>(widths.tensors());
    bits.put(tensor, width);
    return new WeightBits(bits);
  }

  private long bits(WeightBits widths) {
    return RomBits.of(checkpoint.config(), widths);
  }

  /** By tensor and width, how much the predictions change; no entry where there are no codes. */
  private Map<String, Map<Integer, Double>> costs() {
    Map<String, Map<Integer, Double>> costs = new LinkedHashMap<>();
    WeightBits wide = uniform(Short.SIZE);
    int done = 0;
    int all = wide.tensors().size() * (Code.WIDTHS.size() - 1);
    for (String tensor : wide.tensors().keySet()) {
      Map<Integer, Double> ofTensor = new LinkedHashMap<>();
      for (int width : Code.WIDTHS) {
        if (width == Short.SIZE) {
          ofTensor.put(width, 0.0);
        } else {
          measure
              .of(with(wide, tensor, width))
              .ifPresent(narrow -> ofTensor.put(width, narrow.divergence()));
          progress.at("widths of single tensors tried", ++done, all);
        }
      }
      costs.put(tensor, ofTensor);
    }
    return costs;
  }

  /** Narrows the tensor, and to the width, that costs least for each bit that it saves. */
  private Optional<WeightBits> narrower(
      WeightBits widths, Map<String, Map<Integer, Double>> costs) {
    double least = Double.POSITIVE_INFINITY;
    Optional<WeightBits> best = Optional.empty();
    for (WeightBits next : neighbours(widths, costs)) {
      long saved = bits(widths) - bits(next);
      double cost = (cost(next, costs) - cost(widths, costs)) / saved;
      if (saved > 0 && cost < least) {
        least = cost;
        best = Optional.of(next);
      }
    }
    return best;
  }

  /** Widens the tensor that gains most, if the budget has room for one. */
  private Optional<WeightBits> wider(
      WeightBits widths, Map<String, Map<Integer, Double>> costs, long budget) {
    double least = cost(widths, costs);
    Optional<WeightBits> best = Optional.empty();
    for (WeightBits next : neighbours(widths, costs)) {
      if (bits(next) <= budget && cost(next, costs) < least) {
        least = cost(next, costs);
        best = Optional.of(next);
      }
    }
    return best;
  }

  /** All widths that differ in one tensor. */
  private static List<WeightBits> neighbours(
      WeightBits widths, Map<String, Map<Integer, Double>> costs) {
    List<WeightBits> neighbours = new ArrayList<>();
    costs.forEach(
        (tensor, ofTensor) ->
            ofTensor.keySet().stream()
                .filter(width -> width != widths.of(tensor))
                .forEach(width -> neighbours.add(with(widths, tensor, width))));
    return neighbours;
  }

  private static double cost(WeightBits widths, Map<String, Map<Integer, Double>> costs) {
    double sum = 0;
    for (Map.Entry<String, Map<Integer, Double>> tensor : costs.entrySet()) {
      // A width without codes is one that only narrowest has, which nothing is compared with.
      sum += tensor.getValue().getOrDefault(widths.of(tensor.getKey()), Double.MAX_VALUE);
    }
    return sum;
  }

  /** The same width for all tensors, and the chosen ones. */
  private List<WidthTrial> trials(WeightBits chosen) {
    List<WeightBits> widths = new ArrayList<>(Code.WIDTHS.stream().map(this::uniform).toList());
    if (!widths.contains(chosen)) {
      widths.add(chosen);
    }
    widths.sort((a, b) -> Long.compare(bits(b), bits(a)));
    List<WidthTrial> trials = new ArrayList<>();
    for (WeightBits of : widths) {
      measure
          .of(of)
          .ifPresent(narrow -> trials.add(new WidthTrial(of.text(), bits(of), narrow.loss())));
    }
    return trials;
  }
}
