package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.CheckpointCodec;

/** What happens to documents that a context does not hold, and the context that holds them. */
class ContextOptionTest {
  @TempDir Path folder;

  private Cli train(Path data, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("train", "-o", folder.resolve("c"), "--data", data));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }

  @Test
  void aCorpusThatLosesMostOfItsTextIsRefused() throws Exception {
    Path data = Files.writeString(folder.resolve("long.txt"), ("x".repeat(40) + "y\n").repeat(30));
    Cli refused = train(data, "--steps", 3);
    assertEquals(2, refused.exitCode());
    assertTrue(
        refused
            .err()
            .contains(
                "corpus long.txt: loses 61.90 % of its 1,260 tokens to the context of 16: 30 of 30"
                    + " documents do not fit it with their end"),
        refused.err());
    assertTrue(refused.err().contains("--context 42 holds 99 % of the documents"), refused.err());
    assertTrue(refused.err().contains("--context auto") && refused.err().contains("--truncate"));
    assertFalse(Files.exists(folder.resolve("c")));
    Cli cut = train(data, "--steps", 3, "--truncate");
    assertEquals(0, cut.exitCode(), cut.err());
    assertTrue(cut.err().contains("30 of 30 documents"), cut.err());
    // Half of it is allowed.
    assertEquals(0, train(data, "--steps", 3, "--context", 21).exitCode());
    assertEquals(2, train(data, "--steps", 3, "--context", 20).exitCode());
    Path longest = Files.writeString(folder.resolve("longest.txt"), "ab".repeat(9000) + "\n");
    String none = train(longest, "--context", "auto").err();
    assertTrue(none.contains("the context of 4096"), none);
    assertFalse(none.contains("--context auto"), none);
    String shorter = train(longest, "--context", 8).err();
    assertTrue(shorter.contains("--context 4096 is the longest and loses 77.25 %"), shorter);
  }

  @Test
  void theContextIsChosenByTheDocuments() throws Exception {
    StringBuilder text = new StringBuilder("z".repeat(30)).append('\n');
    for (int i = 0; i < 99; i++) {
      text.append("ab".repeat(1 + i % 4)).append('\n');
    }
    Path data = Files.writeString(folder.resolve("words.txt"), text);
    Cli cli = train(data, "--steps", 3, "--context", "auto");
    assertEquals(0, cli.exitCode(), cli.err());
    assertTrue(
        cli.err()
            .contains(
                "train: --context 9, the smallest that holds 99 % of the documents whole; the"
                    + " longest document has 31 tokens with its end"),
        cli.err());
    assertTrue(cli.err().contains("1 of 100 documents"), cli.err());
    assertEquals(9, CheckpointCodec.read(folder.resolve("c")).config().context());
  }

  @Test
  void whatIsNoContextIsRefused() {
    for (String wrong : List.of("automatic", "0", "4097", "1.5", "")) {
      String told = Cli.refused("train", "--context=" + wrong, "-o", folder.resolve("c"));
      assertTrue(told.contains("--context"), told);
    }
    assertTrue(Cli.refused("fit", "--embd", 8, "--context", "auto").contains("--context"));
  }
}
