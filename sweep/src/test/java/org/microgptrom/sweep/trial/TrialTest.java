package org.microgptrom.sweep.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;

class TrialTest {
  private static final ModelConfig SHAPE = new ModelConfig(1, 16, 4, 16, 64, 27);

  @TempDir Path folder;

  static Trial trial(ModelConfig shape, String bits, long seed, int steps) {
    return new Trial("tool 1", "ab12", 42, "vector", shape, null, bits, seed, steps, 0, 100, 50)
        .withSteps(steps);
  }

  /** The key is what sha256sum says of the text that docs/sweep.md describes. */
  @Test
  @Tag("slow")
  void theKeyIsADigestOfWhatTheTrialDependsOn() throws Exception {
    String text =
        "{\"tool\":\"tool 1\",\"corpus_sha256\":\"ab12\",\"split_seed\":42,\"engine\":\"vector\","
            + "\"shape\":{\"layers\":1,\"embd\":16,\"heads\":4,\"context\":16,\"hidden\":64,"
            + "\"vocab_size\":27},\"weight_bits\":\"4\",\"seed\":5,\"steps\":10,\"code_steps\":20,"
            + "\"calibration\":100,\"evaluation\":50}";
    Path file = Files.write(folder.resolve("trial"), text.getBytes(StandardCharsets.UTF_8));
    String digest = ExternalTool.named("sha256sum").run(folder, file.toString()).output();
    assertEquals(digest.substring(0, 16), trial(SHAPE, "4", 5, 10).key());
  }

  @Test
  void otherTrialsHaveOtherKeys() {
    Set<String> keys = new HashSet<>();
    int count = 0;
    for (ModelConfig shape : List.of(SHAPE, new ModelConfig(2, 16, 4, 16, 64, 27))) {
      for (String bits : List.of("16", "8", "4")) {
        for (long seed : List.of(1L, 2L)) {
          for (int steps : List.of(1, 2)) {
            keys.add(trial(shape, bits, seed, steps).key());
            count++;
          }
        }
      }
    }
    assertEquals(24, count);
    assertEquals(count, keys.size());
  }

  @Test
  void whatIsKeptIsFoundAgain() throws IOException {
    TrialStore store = new TrialStore(folder);
    Trial trial = trial(SHAPE, "4", 5, 10);
    assertEquals(Optional.empty(), store.find(trial));
    Files.createDirectories(store.folderOf(trial)); // as of a killed process
    assertEquals(Optional.empty(), store.find(trial));
    for (TrialResult result :
        List.of(
            new TrialResult(trial, "no codes", null, 1.5),
            new TrialResult(trial, null, new TrialResult.Figures(2, 2.1, 0.1, 0.9, 3), 1.5))) {
      store.save(result);
      assertEquals(Optional.of(result), store.find(trial));
    }
    Path file = store.folderOf(trial).resolve(TrialStore.FILE);
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"seed\": 5", "\"seed\": 6"));
    String other = assertThrows(InputException.class, () -> store.find(trial)).getMessage();
    assertTrue(other.contains("another trial"), other);
    Files.writeString(file, text.substring(0, 100));
    assertFalse(assertThrows(InputException.class, () -> store.find(trial)).getMessage().isEmpty());
  }
}
