package org.microgptrom.simulate.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.microgptrom.bundle.finding.CircuitPlace;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.simulate.result.Event;

/** Finds the first wrong word in a trace of the circuit. */
public final class TraceComparison {
  /** The sites whose vectors are cut into heads. */
  private static final Set<String> BY_HEAD = Set.of("q", "k", "v", "attention");

  private final ModelConfig config;
  private final TraceExpectation expected;
  private final Map<String, Integer> occurrences = new HashMap<>(); // by site, layer and group
  private int lanes; // of a group

  public TraceComparison(ModelConfig config, TraceExpectation expected) {
    this.config = config;
    this.expected = expected;
  }

  /**
   * Reads lines up to the first with a wrong word.
   *
   * @return empty if all words are right or the trace can't be read
   */
  public Optional<CircuitPlace.Origin> read(BufferedReader reader) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      String[] words = line.strip().split("\\s+");
      if (words.length != 6
          || !words[3].matches("[0-9]{1,8}")
          || !words[4].matches("[0-9]{1,18}")) {
        continue;
      }
      Optional<CircuitPlace.Origin> origin = compare(words);
      if (origin.isPresent()) {
        return origin;
      }
    }
    return Optional.empty();
  }

  /**
   * Compares a line of the trace, whose {@code words} are stream, site, layer, group, cycle,
   * digits; returns the first wrong word or null.
   */
  private Optional<CircuitPlace.Origin> compare(String[] words) {
    String site = words[1];
    int layer = words[2].matches("[0-9]{1,3}") ? Integer.parseInt(words[2]) : 0;
    int group = Integer.parseInt(words[3]);
    boolean score = site.equals(TraceExpectation.SCORE);
    if (!score) {
      lanes = words[5].length() / Event.WORD_DIGITS;
    }
    if (lanes == 0) {
      return Optional.empty();
    }
    int head = score ? group / groupsOfHead() : 0;
    int first = (score ? group % groupsOfHead() : group) * lanes; // element of lane 0
    String key = site + " " + layer + " " + group;
    int occurrence = occurrences.merge(key, 1, Integer::sum) - 1;
    List<TraceExpectation.Vector> vectors = expected.of(site, layer);
    if (score) {
      vectors = vectors.stream().filter(vector -> vector.position() >= first).toList();
    }
    if (occurrence >= vectors.size()) {
      return Optional.empty();
    }
    TraceExpectation.Vector vector = vectors.get(occurrence);
    int length = score ? vector.position() + 1 : vector.words().size();
    List<Long> right = vector.words().subList(head * length, (head + 1) * length);
    List<Long> awaited = right.subList(first, Math.min(length, first + lanes));
    TraceWords actual = score ? scores(words[5], awaited) : TraceWords.of(words[5], 16);
    int lane = wrongLane(actual, awaited);
    if (lane == awaited.size()) {
      return Optional.empty();
    }
    int element = first + lane;
    return Optional.of(
        new CircuitPlace.Origin(
            vector.position(),
            isInLayer(words) ? layer : null,
            site,
            element,
            score ? (Integer) head : BY_HEAD.contains(site) ? element / config.headDim() : null,
            lane,
            Long.parseLong(words[4]),
            actual.hex(awaited.get(lane)),
            actual.hex(lane)));
  }

  /**
   * The words of a line of scores, which may have any width: of the widths with this many digits,
   * one at which all scores are right.
   */
  private TraceWords scores(String digits, List<Long> awaited) {
    int widest = Math.min(64, 4 * digits.length() / lanes);
    for (int width = widest; lanes * width > 4 * (digits.length() - 1); width--) {
      TraceWords words = TraceWords.of(digits, width);
      if (wrongLane(words, awaited) == awaited.size()) {
        return words;
      }
    }
    return TraceWords.of(digits, widest);
  }

  /** The first lane with another word, or the number of words. */
  private static int wrongLane(TraceWords actual, List<Long> awaited) {
    int lane = 0;
    while (lane < awaited.size() && actual.is(lane, awaited.get(lane))) {
      lane++;
    }
    return lane;
  }

  private int groupsOfHead() {
    return (config.context() + lanes - 1) / lanes;
  }

  private static boolean isInLayer(String[] words) {
    return words[2].matches("[0-9]{1,3}");
  }
}
