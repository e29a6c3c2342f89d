package org.microgptrom.verify.campaign;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * The content of a campaign's state file: the chunks that are finished.
 *
 * @param plan the campaign that the chunks belong to
 * @param results of the chunks by target; targets that have not begun are left out
 * @param sha256 of plan and results, since nothing else tells a changed result from one that was
 *     computed
 */
record CampaignState(
    String format, int version, CampaignPlan plan, List<TargetResults> results, String sha256) {
  private static final String FORMAT = "microgpt-rom campaign";
  private static final int VERSION = 2;

  CampaignState {
    if (plan == null || results == null || sha256 == null) {
      throw new IllegalArgumentException("plan, results and sha256 expected");
    }
    results = List.copyOf(results);
  }

  private static String digest(CampaignPlan plan, List<TargetResults> results) {
    String content = Json.line(plan) + "\n" + Json.line(results) + "\n";
    return Digests.sha256(content.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces the file, whole or not at all. */
  static void write(Path file, CampaignPlan plan, List<TargetResults> results) {
    CampaignState state = new CampaignState(FORMAT, VERSION, plan, results, digest(plan, results));
    byte[] json = (Json.line(state) + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicOutput.file(file, partial -> Files.write(partial, json));
  }

  /**
   * The finished chunks of this campaign; none if there is no file.
   *
   * @throws InputException if the file is damaged or another campaign's
   */
  static List<TargetResults> read(Path file, CampaignPlan plan) {
    AtomicOutput.recover(file);
    if (!Files.exists(file)) {
      return List.of();
    }
    if (!Files.isRegularFile(file)) {
      throw new InputException(file, "is not a file", "name one for the state, new or of before");
    }
    CampaignState state;
    try {
      state = Artifacts.readSparse(file, FORMAT, VERSION, CampaignState.class);
    } catch (InputException e) {
      throw InputException.damaged(file, e, "delete it, and the campaign begins anew");
    }
    String difference = state.plan.difference(plan);
    if (!difference.isEmpty()) {
      throw new InputException(
          file,
          "keeps another campaign: " + difference,
          "run that one, name another file, or delete it");
    }
    String actual = digest(state.plan, state.results);
    if (!actual.equals(state.sha256)) {
      throw new InputException(
          file,
          "was changed: plan and results have SHA-256 " + actual + ", it records " + state.sha256,
          "delete it, and the campaign begins anew");
    }
    return state.results;
  }
}
