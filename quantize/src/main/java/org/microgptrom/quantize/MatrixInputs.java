package org.microgptrom.quantize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.FloatModel;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.ParameterSpec.Role;
import org.microgptrom.model.Site;

/**
 * A group of matrices that take the same inputs.
 *
 * @param matrices their names
 * @param site where the inputs are seen
 * @param layer of the site
 * @param occurrence which of the site's values at one token they are, from 0
 */
record MatrixInputs(List<String> matrices, Site site, int layer, int occurrence) {
  private static final int TOGETHER = 64; // sequences

  /** The groups of a model in the order of their use. */
  static List<MatrixInputs> all(int layers) {
    List<MatrixInputs> all = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      all.add(of(Site.NORM, layer, 0, Role.ATTN_WQ, Role.ATTN_WK, Role.ATTN_WV));
      all.add(of(Site.ATTENTION, layer, 0, Role.ATTN_WO));
      all.add(of(Site.NORM, layer, 1, Role.MLP_FC1));
      all.add(of(Site.HIDDEN, layer, 0, Role.MLP_FC2));
    }
    all.add(new MatrixInputs(List.of(ParameterSpec.LM_HEAD), Site.RESIDUAL, layers - 1, 1));
    return all;
  }

  private static MatrixInputs of(Site site, int layer, int occurrence, Role... roles) {
    return new MatrixInputs(
        Stream.of(roles).map(role -> role.inLayer(layer)).toList(), site, layer, occurrence);
  }

  /** The sum over all inputs of their outer product with themselves. */
  SymmetricMatrix products(Checkpoint model, List<int[]> sequences, int columns) {
    SymmetricMatrix sum = new SymmetricMatrix(columns);
    for (int first = 0; first < sequences.size(); first += TOGETHER) {
      int end = Math.min(sequences.size(), first + TOGETHER);
      double[][] inputs =
          sequences.subList(first, end).parallelStream()
              .map(sequence -> inputs(model, sequence))
              .flatMap(List::stream)
              .toArray(double[][]::new);
      double[] ones = new double[inputs.length];
      Arrays.fill(ones, 1);
      sum.addProducts(ones, inputs);
    }
    return sum;
  }

  private List<double[]> inputs(Checkpoint model, int[] sequence) {
    List<double[]> inputs = new ArrayList<>();
    List<double[]> ofToken = new ArrayList<>();
    FloatModel run =
        new FloatModel(
            model,
            (at, inLayer, values) -> {
              if (at == site && inLayer == layer) {
                ofToken.add(values.clone());
              }
            });
    for (int position = 0; position + 1 < sequence.length; position++) {
      ofToken.clear();
      run.step(sequence[position]);
      inputs.add(ofToken.get(occurrence));
    }
    return inputs;
  }
}
