package org.microgptrom.bundle.testing;

import java.nio.charset.StandardCharsets;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.Step;
import org.microgptrom.bundle.finding.WordDifference;
import org.microgptrom.model.io.Json;

/** A difference as its JSON shows it; what its kind does not have is null. */
public record Shown(
    String file,
    Long line,
    Integer chunk,
    WordDifference.Word word,
    Step step,
    CircuitPlace circuit,
    String expected,
    String actual,
    String message) {
  /** What JSON shows of a difference. */
  public static Shown of(Difference difference) {
    byte[] json = Json.line(difference).getBytes(StandardCharsets.UTF_8);
    return Json.parseSparse("difference", json, Shown.class);
  }
}
