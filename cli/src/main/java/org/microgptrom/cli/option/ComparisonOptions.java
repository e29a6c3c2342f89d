package org.microgptrom.cli.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.InputException;
import org.microgptrom.verify.campaign.CampaignOptions;
import org.microgptrom.verify.campaign.Shard;
import picocli.CommandLine.Option;

/** The options of a comparison of many tokens, in chunks. */
public final class ComparisonOptions {
  /**
   * The number of tokens from which on the circuit, too, is simulated in chunks, on all processors.
   */
  private static final long FEWEST_CIRCUIT_TOKENS = 100_000;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "Keep the finished chunks of a campaign in FILE; the same command goes on after a kill.")
  @Written
  private @Nullable Path state;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Run only the I-th of N parts of a campaign; --json FILE then writes what 'verify merge'"
              + " reads.")
  private @Nullable String shard;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of a campaign's sequences (default: ${DEFAULT-VALUE}).")
  @Range(from = "-9223372036854775808", to = "9223372036854775807")
  private long seed;

  @Option(
      names = "--save-seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Write FILE of --state every S seconds (default: ${DEFAULT-VALUE}).")
  @Range(from = "0", to = "1000000000")
  private double saveSeconds;

  /**
   * The campaign that was asked for. Models are always compared in a campaign; the circuit is where
   * there are many tokens or a state or shard is named.
   *
   * @param tokens to compare; 0 if not given
   */
  public Optional<CampaignOptions> options(long tokens, boolean circuit) {
    boolean named = isNamed();
    if (tokens == 0 && named) {
      throw new InputException(
          state != null ? "--state" : "--shard", "needs a campaign", "add --tokens N");
    }
    if (tokens == 0 || (circuit && !named && tokens < FEWEST_CIRCUIT_TOKENS)) {
      return Optional.empty();
    }
    Duration interval = CommonOptions.saveInterval(saveSeconds);
    return Optional.of(
        CommonOptions.checked(
            "--tokens and --shard",
            () ->
                new CampaignOptions(
                    tokens,
                    seed,
                    shard == null ? Shard.WHOLE : Shard.parse(shard),
                    Optional.ofNullable(state),
                    interval)));
  }

  /** Whether options are given that only a campaign has. */
  public boolean isNamed() {
    return state != null || shard != null;
  }

  /** Whether only one shard runs, so that its JSON is for 'verify merge'. */
  public boolean isShard() {
    return shard != null;
  }
}
