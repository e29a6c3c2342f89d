package org.microgptrom.train.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Provenance;
import org.microgptrom.model.Vocabulary;

class CheckpointWriterTest {
  @Test
  void writesTheModelAndOneLineAStep(@TempDir Path temporary) throws IOException {
    Vocabulary vocabulary = Vocabulary.of(List.of("ab"));
    ModelConfig config = new ModelConfig(1, 4, 2, 4, 8, vocabulary.size());
    Map<String, float[]> weights = new LinkedHashMap<>();
    config.parameters().forEach(spec -> weights.put(spec.name(), new float[spec.size()]));
    Provenance provenance =
        new Provenance("test", "fast", 1, 2, new Provenance.CorpusId("ab", "", 1, 1, 0, ""));
    Checkpoint checkpoint = new Checkpoint(config, vocabulary, weights, provenance);
    Path folder = temporary.resolve("checkpoint");

    CheckpointWriter.write(
        folder,
        checkpoint,
        List.of(
            new Metrics(1, 1 / 3.0, null, 0.02, 256, 0.125, false),
            new Metrics(2, 1e-10, 2.5, 0.01, 5_000_000_000L, 2, true)));

    assertEquals(
        """
        {"step":1,"loss":0.3333333333333333,"learning_rate":0.02,"tokens":256,"seconds":0.125}
        {"step":2,"loss":1.0E-10,"validation_loss":2.5,"learning_rate":0.01,"tokens":5000000000,"seconds":2.0,"codes":true}
        """,
        Files.readString(folder.resolve(CheckpointWriter.METRICS)));
    Checkpoint read = CheckpointCodec.read(folder);
    assertEquals(config, read.config());
    checkpoint.weights().forEach((name, w) -> assertArrayEquals(w, read.weights().get(name)));
    try (Stream<Path> files = Files.list(temporary)) {
      assertEquals(List.of(folder), files.toList(), "nothing is left beside the folder");
    }
  }
}
