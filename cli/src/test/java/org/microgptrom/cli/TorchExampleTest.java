package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.io.Json;
import org.microgptrom.model.testing.ExternalTool;

/** What {@code docs/examples/microgpt_torch.py} trains becomes a ROM. */
@Tag("slow")
class TorchExampleTest {
  private static final Path EXAMPLE = Path.of("../docs/examples/microgpt_torch.py");

  /** The same with gains in the norms before attention and MLP, which the weights take in. */
  private static final String WITH_GAINS =
      """
      import sys
      sys.path.insert(0, %s)
      import torch
      import microgpt_torch as example
      class Layer(example.Layer):
          def __init__(self, embd, heads):
              super().__init__(embd, heads)
              self.attn_norm = torch.nn.Parameter(0.5 + torch.rand(embd))
              self.mlp_norm = torch.nn.Parameter(0.5 + torch.rand(embd))
          def forward(self, x):
              x = x + self.attention(example.norm(x) * self.attn_norm)
              hidden = (example.norm(x) * self.mlp_norm) @ self.mlp_fc1.T
              return x + hidden.relu() @ self.mlp_fc2.T
      example.Layer = Layer
      example.main()
      """;

  private static final Pattern LOSS = Pattern.compile("validation loss (\\S+) nats per token");

  @TempDir Path folder;

  /** Symbols beyond ASCII and beyond 16 bits, a line too long for the context, blank lines. */
  private Path corpus() throws IOException {
    Random random = new Random(3);
    List<String> symbols = List.of("a", "b", "\u00e9", "\u03b8", "\ud83d\ude00", "\"", "\\", " ");
    Stream<String> lines =
        Stream.generate(() -> symbols.get(random.nextInt(7)) + symbols.get(random.nextInt(8)))
            .map(pair -> pair.repeat(1 + random.nextInt(6)))
            .limit(60);
    String text = "\uFEFF  ab\r\n\n" + String.join("\n", lines.toList());
    return Files.writeString(folder.resolve("text.txt"), text, StandardCharsets.UTF_8);
  }

  @Test
  void gainsOfNormsAreProven() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("torch");
    corpus();
    String program =
        WITH_GAINS.formatted(
            Json.line(EXAMPLE.toRealPath().getParent().toString())); // quoted as in Python
    python.runOk(folder, "-B", "-c", program, "text.txt", "--logits=l.safetensors", "--steps=3");
    Path model = folder.resolve("model.safetensors");
    Path logits = folder.resolve("l.safetensors");
    Cli imported = Cli.ok("import", model, "--check", logits, "-o", folder.resolve("checkpoint"));
    assertTrue(imported.out().contains("they agree"), imported::out);
  }

  @Test
  void whatItTrainsIsProvenPackedAndVerified() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("torch");
    Path text = corpus();
    String example = EXAMPLE.toRealPath().toString();
    String printed =
        python.runOk(
            folder,
            (example
                    + " text.txt -o m.safetensors --logits l.safetensors --steps 12 --batch 16"
                    + " --layers 2 --embd 12 --heads 3 --context 8")
                .split(" "));
    Path checkpoint = folder.resolve("checkpoint");
    Path model = folder.resolve("m.safetensors");
    Path logits = folder.resolve("l.safetensors");
    Path facts = folder.resolve("facts.json");
    Cli imported = Cli.ok("import", model, "--check", logits, "-o", checkpoint);
    assertTrue(imported.out().contains("576 logits compared"), imported::out); // 8 * 8 * 9
    assertTrue(imported.out().contains("they agree"), imported::out);
    assertTrue(imported.err().contains("3 heads, symbols "), imported::err);

    Cli.ok("evaluate", checkpoint, "--data", text, "--loss", "--json", facts);
    Matcher loss = LOSS.matcher(printed);
    assertTrue(loss.find(), printed);
    JsonNode judged = Json.read(facts, JsonNode.class).findValue("nats_per_token");
    assertEquals(Double.parseDouble(loss.group(1)), judged.doubleValue(), 1e-4);

    Path quantized = folder.resolve("quantized");
    Path bundle = folder.resolve("bundle");
    Cli.ok("quantize", checkpoint, "--data", text, "-o", quantized);
    Cli.ok("pack", quantized, "--vector-tokens", 50, "-o", bundle);
    Cli.ok("verify", bundle);

    byte[] wrong = Files.readAllBytes(logits);
    wrong[wrong.length - 1] ^= 0x40; // the last logit's exponent
    Files.write(logits, wrong);
    Path other = folder.resolve("other");
    Cli cli = Cli.run("import", model, "--check", logits, "-o", other);
    assertEquals(ExitCode.DIFFERENCE, cli.exitCode(), cli::err);
    assertTrue(cli.out().contains("sequence 7, position 7, symbol 8"), cli::out);
    assertFalse(Files.exists(other), "nothing written");
  }
}
