package org.microgptrom.train.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.PythonRandom;

class InitialWeightsTest {
  @Test
  void areThoseOfPythonAfterItsShuffle() throws IOException {
    JsonNode expected;
    try (InputStream in =
        getClass().getResourceAsStream("/org/microgptrom/train/rivers-default-shape.json")) {
      expected = new ObjectMapper().readTree(in);
    }
    PythonRandom random = new PythonRandom(42);
    random.permutation(expected.path("documents").size());
    Map<String, double[]> weights = InitialWeights.draw(ModelConfig.microgpt(22), random);
    int compared = 0;
    for (JsonNode value : expected.path("initial")) {
      assertEquals(value.doubleValue(), weights.get("wte")[compared], 1e-16);
      compared++;
    }
    assertEquals(100, compared);
  }

  @Test
  void comeInTheOrderOfTheParameters() {
    ModelConfig config = new ModelConfig(2, 8, 2, 4, 16, 5);
    Map<String, double[]> weights = InitialWeights.draw(config, new PythonRandom(1));
    assertEquals(
        config.parameters().stream().map(ParameterSpec::name).toList(),
        new ArrayList<>(weights.keySet()));
    PythonRandom again = new PythonRandom(1);
    List<Double> drawn = new ArrayList<>();
    weights.values().forEach(values -> drawn.add(values[0]));
    List<Double> expected = new ArrayList<>();
    for (ParameterSpec spec : config.parameters()) {
      for (int i = 0; i < spec.size(); i++) {
        double value = again.gauss(0.08);
        if (i == 0) {
          expected.add(value);
        }
      }
    }
    assertEquals(expected, drawn);
  }
}
