package org.microgptrom.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.ParameterSpec;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;

/**
 * Files that safetensors 0.8.0 and NumPy 2.4.6 wrote: value i of all, in the order of state_dict,
 * is ((37 i) mod 101 - 50) / 64.
 */
class FixtureTest {
  @TempDir Path folder;

  @Test
  void referenceFilesAreRead() throws IOException {
    int read = 0;
    for (String name :
        new String[] {"reference-f16.safetensors", "reference-f8.npz", "reference-flat.npy"}) {
      Path file = fixture(name);
      Checkpoint checkpoint = CheckpointImporter.read(file, CheckpointImporter.Options.NONE);
      assertEquals(ModelConfig.microgpt(27), checkpoint.config());
      assertEquals("imported", checkpoint.provenance().recipe());
      assertEquals(Digests.sha256(file), checkpoint.provenance().corpus().sha256());
      int i = 0;
      for (ParameterSpec spec : checkpoint.config().parameters()) {
        for (float value : checkpoint.weights().get(spec.name())) {
          assertEquals((37 * i % 101 - 50) / 64f, value, name + " value " + i);
          i++;
        }
      }
      assertEquals(4_192, i);
      read++;
    }
    assertEquals(3, read);
  }

  @Test
  void picklesAreRefusedAndTheWaySavedSafelyIsTold() throws IOException {
    for (String name : new String[] {"pickled.pkl", "pickled.npy"}) {
      InputException e =
          assertThrows(
              InputException.class,
              () -> CheckpointImporter.read(fixture(name), CheckpointImporter.Options.NONE));
      assertTrue(e.getMessage().contains("numpy.savez('model.npz'"), e.getMessage());
    }
  }

  /** These bytes were read by safetensors 0.8.0 and NumPy 2.4.6. */
  @Test
  void exportsAreTheBytesThatTheReferenceRead() throws IOException {
    Checkpoint checkpoint = TestFiles.checkpoint(7);
    Path safetensors = folder.resolve("model.safetensors");
    CheckpointExporter.write(checkpoint, CheckpointExporter.Format.SAFETENSORS, safetensors);
    assertEquals(
        "47dfd7c931ae2aa3235fe394dce03c69862adab5535247a1e87eaa47cf1791b5",
        Digests.sha256(safetensors));
    Path npz = folder.resolve("model.npz");
    CheckpointExporter.write(checkpoint, CheckpointExporter.Format.NPZ, npz);
    assertEquals(
        "ee8da3fda90351847f895ac3181d28b0bd5b2911592639012009eda474c63992", Digests.sha256(npz));
  }

  @Test
  void exportsAreImportedAgainWithHeadsAndVocabulary() {
    Checkpoint original = TestFiles.checkpoint(7);
    for (CheckpointExporter.Format format : CheckpointExporter.Format.values()) {
      Path file = folder.resolve("model." + format);
      CheckpointExporter.write(original, format, file);
      Checkpoint again = CheckpointImporter.read(file, CheckpointImporter.Options.NONE);
      assertEquals(original.config(), again.config());
      assertEquals(original.vocabulary(), again.vocabulary());
      original
          .weights()
          .forEach((name, values) -> assertArrayEquals(values, again.weights().get(name), name));
    }
  }

  @Test
  void headsAndVocabularyOfTheOptionsComeFirst() {
    Path file = folder.resolve("model.npz");
    CheckpointExporter.write(TestFiles.checkpoint(7), CheckpointExporter.Format.NPZ, file);
    Vocabulary greek = Vocabulary.of(List.of("αβγδεζηθικλμνξοπρςστυφχψωά"));
    Checkpoint checkpoint =
        CheckpointImporter.read(
            file,
            new CheckpointImporter.Options(
                Optional.of(2), Optional.of(greek), Optional.empty(), Optional.empty()));
    assertEquals(2, checkpoint.config().heads());
    assertEquals(greek, checkpoint.vocabulary());
  }

  private Path fixture(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = FixtureTest.class.getResourceAsStream(name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }
}
