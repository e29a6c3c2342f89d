package org.microgptrom.train.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.PythonRandom;
import org.microgptrom.model.code.WeightBits;
import org.microgptrom.train.code.CodedWeights;
import org.microgptrom.train.recipe.Batches;
import org.microgptrom.train.recipe.InitialWeights;
import org.microgptrom.train.recipe.Recipe;
import org.microgptrom.train.state.Floats;
import org.microgptrom.train.state.ModelState;

@Tag("slow")
class NativeMemoryTest {
  @ParameterizedTest
  @ValueSource(strings = {"16", "2"})
  void stepsAndMeasurementsLeaveNoArrayBehind(String bits) {
    ModelConfig config = new ModelConfig(2, 8, 2, 6, 16, 5);
    List<int[]> sequences =
        List.of(new int[] {4, 1, 2, 3, 0, 4}, new int[] {4, 0, 4}, new int[] {4, 2, 2, 4});
    PythonRandom random = new PythonRandom(5);
    Batches batches = new Batches(sequences, 2, epoch -> random.permutation(3));
    Map<String, float[]> weights = new LinkedHashMap<>();
    InitialWeights.draw(config, random)
        .forEach((name, values) -> weights.put(name, Floats.floats(values)));
    CodedWeights coded =
        new CodedWeights(
            config, CodedWeights.fit(config, WeightBits.parse(bits, weights.keySet()), weights));
    ModelState state = ModelState.initial(coded.initial(weights));
    assertEquals(bits.equals("16"), coded.isNone());
    NDManager manager = TorchEngine.open(1);
    NDManager system = manager.getParentManager();
    int before = system.getManagedArrays().size();
    try (TorchModel model = new TorchModel(config, state, coded, Recipe.FAST, manager)) {
      int alive = system.getManagedArrays().size();
      assertTrue(alive >= before + 4, "counted " + alive); // parameters, two means, their average
      for (int step = 1; step < 2000; step++) {
        model.step(batches.of(step), 0.01);
        model.measure(batches.of(step));
        model.logits(new int[] {4, 1});
        assertEquals(alive, system.getManagedArrays().size(), "after step " + step);
      }
    }
    assertEquals(before, system.getManagedArrays().size(), "after closing the model");
  }
}
