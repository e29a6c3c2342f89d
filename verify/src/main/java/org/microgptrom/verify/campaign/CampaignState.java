package org.microgptrom.verify.campaign;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * What a campaign keeps in its state file: the chunks that are finished.
 *
 * @param plan the campaign that they belong to
 * @param results by target; targets that have not begun are left out
 */
record CampaignState(String format, int version, CampaignPlan plan, List<TargetResults> results) {
  private static final String FORMAT = "microgpt-rom campaign";
  private static final int VERSION = 1;

  CampaignState {
    results = List.copyOf(results);
  }

  /** Replaces the file, whole or not at all. */
  static void write(Path file, CampaignPlan plan, List<TargetResults> results) {
    byte[] json =
        (Json.line(new CampaignState(FORMAT, VERSION, plan, results)) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    AtomicOutput.file(file, partial -> Files.write(partial, json));
  }

  /**
   * The finished chunks of this campaign; none if there is no file.
   *
   * @throws InputException if it is damaged or another campaign's
   */
  static List<TargetResults> read(Path file, CampaignPlan plan) {
    AtomicOutput.recover(file);
    if (!Files.exists(file)) {
      return List.of();
    }
    CampaignState state = Artifacts.readSparse(file, FORMAT, VERSION, CampaignState.class);
    String difference = state.plan.difference(plan);
    if (!difference.isEmpty()) {
      throw new InputException(
          file,
          "keeps another campaign: " + difference,
          "run that one, name another file, or delete it");
    }
    return state.results;
  }
}
