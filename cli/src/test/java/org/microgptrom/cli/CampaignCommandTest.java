package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.rom.Variant;
import org.microgptrom.model.testing.ChildJvm;
import org.microgptrom.model.testing.RandomModels;
import org.microgptrom.pack.PackOptions;
import org.microgptrom.pack.Packer;

/** Campaigns from the command line: killed, cut into shards, merged, refused. */
@Tag("slow")
class CampaignCommandTest {
  /** 20 chunks, of 65,536 tokens each. */
  private static final int TOKENS = 1_300_000;

  @TempDir Path folder;
  private Path bundle;

  @BeforeEach
  void pack() {
    bundle = folder.resolve("bundle");
    ModelConfig config = new ModelConfig(1, 4, 1, 5, 6, 5);
    Packer.pack(
        RandomModels.quantized(config, RandomModels.Weights.MODERATE, 4),
        new PackOptions(4, Variant.ONE, 50),
        bundle);
  }

  /** SIGKILL in the middle, more than once; the report is that of a run that nobody disturbed. */
  @Test
  void aKilledCampaignGivesTheReportOfAnUndisturbedOne() throws Exception {
    Path json = folder.resolve("whole.json");
    Path junit = folder.resolve("whole.xml");
    Cli whole = Cli.ok("verify", bundle, "--tokens", TOKENS, "--json", json, "--junit", junit);
    assertTrue(whole.out().contains("campaign  golden: 1,300,000 tokens in "), whole.out());
    Path state = folder.resolve("state.json");
    List<Object> command =
        List.of(
            "verify",
            bundle,
            "--tokens",
            TOKENS,
            "--state",
            state,
            "--save-seconds",
            0,
            "--json",
            folder.resolve("again.json"),
            "--junit",
            folder.resolve("again.xml"));
    int kills = 0;
    for (int wanted : List.of(1, 6)) {
      Process process =
          new ProcessBuilder(
                  ChildJvm.command(
                      List.of(),
                      Main.class,
                      command.stream().map(Object::toString).toArray(String[]::new)))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      while (process.isAlive() && finishedChunks(state) < wanted) {
        Thread.sleep(5);
      }
      process.destroyForcibly().waitFor();
      int finished = finishedChunks(state);
      assertTrue(finished >= wanted && finished < 20, () -> finished + " chunks were finished");
      kills++;
    }
    assertEquals(2, kills);
    Cli resumed = Cli.ok(command.toArray());
    assertEquals(whole.out(), resumed.out());
    assertEquals(-1, Files.mismatch(json, folder.resolve("again.json")));
    assertEquals(-1, Files.mismatch(junit, folder.resolve("again.xml")));
    assertEquals(20, finishedChunks(state));
    assertTrue(
        Cli.refused("verify", bundle, "--tokens", TOKENS + 1, "--state", state)
            .contains("keeps another campaign: tokens 1300000, not 1300001"));
  }

  private static int finishedChunks(Path state) throws Exception {
    return Files.exists(state) ? Files.readString(state).split("\"chunk\":").length - 1 : 0;
  }

  @Test
  void shardsMergeToTheReportOfOneRun() throws Exception {
    Path json = folder.resolve("whole.json");
    Cli whole = Cli.ok("verify", bundle, "--tokens", 400_000, "--json", json);
    List<Path> shards = shards(ExitCode.OK);
    Path merged = folder.resolve("merged.json");
    List<Object> merge = new ArrayList<>(List.of("verify", "merge", "--json", merged));
    merge.addAll(shards);
    assertEquals(whole.out(), Cli.ok(merge.toArray()).out());
    assertEquals(-1, Files.mismatch(json, merged));

    assertTrue(
        Cli.refused("verify", "merge", shards.get(0), shards.get(2))
            .contains("shard 2/3 is missing"));
    assertTrue(
        Cli.refused("verify", "merge", shards.get(0), shards.get(1), shards.get(1))
            .contains("is shard 2/3, which is there already"));
    Path foreign = folder.resolve("foreign.json");
    Cli.ok("verify", bundle, "--tokens", 400_000, "--shard", "2/3", "--seed", 2, "--json", foreign);
    assertTrue(
        Cli.refused("verify", "merge", shards.get(0), foreign, shards.get(2))
            .contains("is of another campaign"));
  }

  /** One bit of one ROM word: each shard says so with exit code 1, and so does their merger. */
  @Test
  void aFlippedBitIsADifferenceThroughMerge() throws Exception {
    Path rom = bundle.resolve("rom/readmemh/weights_lanes.mem");
    byte[] text = Files.readAllBytes(rom);
    text[0] = (byte) (text[0] == '0' ? '1' : '0');
    Files.write(rom, text);
    List<Object> merge = new ArrayList<>(List.of("verify", "merge"));
    merge.addAll(shards(ExitCode.DIFFERENCE));
    Cli merged = Cli.run(merge.toArray());
    assertEquals(ExitCode.DIFFERENCE, merged.exitCode(), merged::toString);
    assertTrue(merged.out().contains("rom/readmemh/weights_lanes.mem:1: "), merged.out());
  }

  private List<Path> shards(int exitCode) {
    List<Path> files = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      Path file = folder.resolve(number + ".json");
      Cli cli =
          Cli.run("verify", bundle, "--tokens", 400_000, "--shard", number + "/3", "--json", file);
      assertEquals(exitCode, cli.exitCode(), cli::toString);
      files.add(file);
    }
    return files;
  }

  @Test
  void badRequestsAreRefused() {
    List<List<Object>> requests =
        List.of(
            List.of("verify"),
            List.of("verify", "merge"),
            List.of("verify", "merge", folder.resolve("missing.json")),
            List.of("verify", "merge", bundle.resolve("manifest.json")),
            List.of("verify", bundle, "--state", folder.resolve("s.json")),
            List.of("verify", bundle, "--shard", "1/2"),
            List.of("verify", bundle, "--tokens", -1),
            List.of("verify", bundle, "--tokens", 1000, "--shard", "0/2"),
            List.of("verify", bundle, "--tokens", 1000, "--shard", "half"),
            List.of("verify", bundle, "--tokens", 1000, "--shard", "1/2"),
            List.of("verify", bundle, "--tokens", Long.MAX_VALUE),
            List.of("verify", bundle, "--tokens", 1000, "--save-seconds", "NaN"),
            List.of(
                "verify", bundle, "--tokens", 1000, "--state", bundle.resolve("manifest.json")));
    List<String> answers = new ArrayList<>();
    for (List<Object> request : requests) {
      answers.add(Cli.refused(request.toArray()));
    }
    assertEquals(13, answers.size());
    assertTrue(answers.get(0).contains("BUNDLE"), answers.get(0));
    assertTrue(answers.get(9).contains("at most as many shards"), answers.get(9));
    assertEquals(13, Arrays.stream(answers.toArray()).distinct().count(), answers::toString);
  }
}
