package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.CheckpointCodec;

/** The options {@code --weight-bits}, {@code --code-steps} and {@code --init} of {@code train}. */
class CodeTrainingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<Object> SMALL =
      List.of("--embd", 4, "--heads", 2, "--context", 4, "--batch", 8);

  @TempDir static Path folder;

  private static Path plain;

  @BeforeAll
  static void trainWithoutCodes() {
    plain = folder.resolve("plain");
    train("--steps", 20, "-o", plain);
  }

  private static Cli train(Object... more) {
    return Cli.ok(command(more));
  }

  private static Object[] command(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(SMALL);
    arguments.addAll(Arrays.asList(more));
    return arguments.toArray();
  }

  @Test
  void codesFollowStepsWithout() throws IOException {
    Path coded = folder.resolve("coded");
    Path facts = folder.resolve("coded.json");
    Cli cli =
        train(
            "--steps",
            20,
            "--weight-bits",
            "4,wte=8",
            "--code-steps",
            6,
            "--json",
            facts,
            "-o",
            coded);
    assertTrue(
        cli.err()
            .matches(
                "(?s).* weights become codes after step 20: validation \\d\\.\\d+ without codes,"
                    + " \\d\\.\\d+ with codes before they are trained\n.* step 26/26: .*"
                    + "validation loss \\d.* after step 2\\d, \\d\\.\\d+ without codes\n.*"),
        cli.err());
    Checkpoint checkpoint = CheckpointCodec.read(coded);
    assertEquals(26, checkpoint.provenance().steps());
    assertEquals(6, checkpoint.provenance().codeSteps());
    assertEquals("", checkpoint.provenance().init());
    assertEquals(9, checkpoint.codes().tensors().size());
    assertEquals(8, checkpoint.codes().tensors().get("wte").bits());
    assertEquals(
        List.of("codebook4_wpe", "codebook4"),
        List.copyOf(checkpoint.codes().codebooks().keySet()));

    JsonNode training = JSON.readTree(facts.toFile()).path("training");
    assertEquals(20, training.path("float_steps").intValue());
    double before = training.path("float_validation_loss").doubleValue();
    List<String> lines = Files.readAllLines(coded.resolve("metrics.jsonl"));
    assertEquals(26, lines.size());
    double least = Double.POSITIVE_INFINITY;
    for (String line : lines) {
      JsonNode step = JSON.readTree(line);
      assertEquals(step.path("step").intValue() > 20, step.path("codes").booleanValue(), line);
      if (!step.has("codes") && step.has("validation_loss")) {
        least = Math.min(least, step.path("validation_loss").doubleValue());
      }
    }
    assertEquals(least, before);
    assertFalse(Files.readString(plain.resolve("metrics.jsonl")).contains("codes"));
  }

  @Test
  void givenWeightsAreFittedOrTrainedOn() throws IOException {
    String sha256 = CheckpointCodec.tensorsSha256(plain);
    Path coded = folder.resolve("from");
    Cli cli = train("--init", plain, "--weight-bits", 2, "--code-steps", 5, "-o", coded);
    assertTrue(cli.err().contains("weights become codes after step 0: "), cli.err());
    Checkpoint checkpoint = CheckpointCodec.read(coded);
    assertEquals(5, checkpoint.provenance().steps());
    assertEquals(5, checkpoint.provenance().codeSteps());
    assertEquals(sha256, checkpoint.provenance().init());
    assertFalse(checkpoint.codes().isNone());

    Path on = folder.resolve("on");
    train("--init", plain, "--steps", 3, "-o", on);
    checkpoint = CheckpointCodec.read(on);
    assertEquals(3, checkpoint.provenance().steps());
    assertEquals(0, checkpoint.provenance().codeSteps());
    assertEquals(sha256, checkpoint.provenance().init());
    assertTrue(checkpoint.codes().isNone());

    Path both = folder.resolve("both");
    train("--init", plain, "--steps", 3, "--weight-bits", 8, "--code-steps", 2, "-o", both);
    assertEquals(5, CheckpointCodec.read(both).provenance().steps());
    Path wide = folder.resolve("wide");
    train("--init", plain, "--steps", 3, "--weight-bits", 16, "-o", wide);
    assertEquals(
        CheckpointCodec.tensorsSha256(on), CheckpointCodec.tensorsSha256(wide), "16 are no codes");
    cli = train("--init", plain, "--steps", 3, "--seed", 7, "-o", folder.resolve("seed"));
    assertTrue(cli.err().contains("with other documents held out"), cli.err());
  }

  /**
   * What a checkpoint was trained for is what its weights go on with, unless another is asked for.
   */
  @Test
  void codesOfGivenWeightsAreGoneOnWith() {
    Path coded = folder.resolve("first");
    train("--init", plain, "--weight-bits", "4,wte=8", "--code-steps", 5, "-o", coded);
    Path on = folder.resolve("second");
    Cli cli = train("--init", coded, "--code-steps", 4, "-o", on);
    assertTrue(cli.err().contains("--weight-bits 4,wte=8, as in " + coded), cli.err());
    assertTrue(
        cli.err().matches("(?s).*codes after step 0: validation \\d\\.\\d+ as given, .*"),
        cli.err());
    assertFalse(cli.err().contains("without codes"), cli.err());
    Checkpoint checkpoint = CheckpointCodec.read(on);
    assertEquals(4, checkpoint.provenance().codeSteps());
    assertEquals(4, checkpoint.provenance().steps());
    assertEquals(8, checkpoint.codes().tensors().get("wte").bits());
    assertEquals(4, checkpoint.codes().tensors().get("lm_head").bits());

    Path wide = folder.resolve("widened");
    train("--init", coded, "--weight-bits", 16, "--steps", 2, "-o", wide);
    assertTrue(CheckpointCodec.read(wide).codes().isNone());
    String table = Cli.ok("inspect", coded).out();
    assertTrue(table.matches("(?s).*\n +wte +27 x 4 +8 +- .*"), table);
    assertTrue(table.matches("(?s).*\n +lm_head +27 x 4 +4 +codebook4 .*"), table);
    assertTrue(table.matches("(?s).*\ncodebook4: \\[(-?\\d+, ){15}-?\\d+]\n.*"), table);
    String message =
        Cli.refused(command("--init", coded, "--weight-bits", 16, "--code-steps", 5, "-o", wide));
    assertTrue(message.contains("--code-steps: needs weights of fewer than 16 bits"), message);

    Path run = folder.resolve("run");
    List<Object> all = new ArrayList<>(List.of("run", "--init", coded, "--code-steps", 2));
    all.addAll(List.of("--vector-tokens", 10, "--evaluation", 10, "-q", "-o", run));
    all.addAll(SMALL);
    String summary = Cli.ok(all.toArray()).out();
    assertTrue(summary.matches("(?s).*\n +--weight-bits +4,wte=8\n.*"), summary);
    int bits = 8 * 27 * 4 + 4 * (4 + 27 + 12 * 4) * 4 + 16 * 2 * 16; // wpe has its own codebook
    String inRom = String.format(Locale.ROOT, "%,d", bits);
    assertTrue(summary.matches("(?s).*bits of weights in ROM +" + inRom + "\n.*"), summary);
    assertEquals(
        checkpoint.codes().tensors().keySet(),
        CheckpointCodec.read(run.resolve("checkpoint")).codes().tensors().keySet());
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    Path out = folder.resolve("out");
    Path data = Files.writeString(folder.resolve("data.txt"), "paris\nrome\noslo\n".repeat(5));
    List<List<Object>> cases =
        List.of(
            List.of("16, 8, 4, 3 or 2 bits in ROM, not 5", "--weight-bits", 5),
            List.of("no tensor has the name head", "--weight-bits", "4,head=8"),
            List.of("a width is BITS or TENSOR=BITS", "--weight-bits", "4,8"),
            List.of("wpe: 8 weights are too few", "--weight-bits", 4, "--context", 2, "--truncate"),
            List.of("needs weights of fewer than 16 bits", "--code-steps", 5),
            List.of("does not go with --recipe microgpt", "--recipe", "microgpt", "--init", plain),
            List.of("--embd 4 --heads 2 --context 4 --hidden 16", "--init", plain, "--embd", 6),
            List.of("has other symbols than the corpus", "--init", plain, "--data", data),
            List.of("no such folder", "--init", folder.resolve("none")));
    int refused = 0;
    for (List<Object> of : cases) {
      List<Object> options = new ArrayList<>(of.subList(1, of.size()));
      if (options.contains("microgpt")) {
        options.addAll(List.of("--weight-bits", 4, "--steps", 1));
      }
      List<Object> arguments = new ArrayList<>(List.of("train"));
      arguments.addAll(options);
      for (int i = 0; i < SMALL.size(); i += 2) {
        if (!options.contains(SMALL.get(i)) && !options.contains("microgpt")) {
          arguments.addAll(SMALL.subList(i, i + 2));
        }
      }
      arguments.addAll(List.of("-o", out));
      String message = Cli.refused(arguments.toArray());
      assertTrue(message.contains(of.get(0).toString()), message);
      assertFalse(Files.exists(out), message);
      refused++;
    }
    assertEquals(9, refused);
  }
}
