package org.microgptrom.quantize.correction;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.microgptrom.quantize.evaluation.WordPair;

/**
 * What each edit costs: the negative logarithm of its probability, in nats, as misspelt words show
 * it. The probability of an edit's kind is counted and smoothed by one; that of the edit among its
 * kind is its count, mixed with that of its letter as strongly as {@value #STRENGTH} edits count,
 * so that an edit which was never seen is improbable and not impossible.
 */
public final class EditCosts {
  /** Found by cross-validation; a third or three times of it changes little. */
  private static final double STRENGTH = 30;

  private record Letter(Edit.Kind kind, int letter) {}

  private final Map<Edit, Integer> edits = new HashMap<>();
  private final Map<Letter, Integer> letters = new HashMap<>();
  private final Map<Edit.Kind, Integer> kinds = new EnumMap<>(Edit.Kind.class);
  private final int alphabet;
  private int all;

  private EditCosts(int alphabet) {
    this.alphabet = alphabet;
  }

  /** Learns from pairs; without any, each edit of a kind costs the same. */
  public static EditCosts learn(List<WordPair> pairs) {
    Set<Integer> alphabet = new HashSet<>();
    for (WordPair pair : pairs) {
      pair.right().codePoints().forEach(alphabet::add);
      pair.wrong().codePoints().forEach(alphabet::add);
    }
    EditCosts costs = new EditCosts(Math.max(1, alphabet.size()));
    for (WordPair pair : pairs) {
      int[] wrong = pair.wrong().codePoints().toArray();
      Edit.between(pair.right().codePoints().toArray(), wrong).forEach(costs::count);
    }
    return costs;
  }

  private void count(Edit edit) {
    edits.merge(edit, 1, Integer::sum);
    letters.merge(new Letter(edit.kind(), edit.letter()), 1, Integer::sum);
    kinds.merge(edit.kind(), 1, Integer::sum);
    all++;
  }

  /** The sum of the costs of these edits. */
  double of(List<Edit> made) {
    double cost = 0; // in order
    for (Edit edit : made) {
      cost += of(edit);
    }
    return cost;
  }

  private double of(Edit edit) {
    double ofKind = kinds.getOrDefault(edit.kind(), 0);
    double letter =
        (1 + letters.getOrDefault(new Letter(edit.kind(), edit.letter()), 0)) / (ofKind + alphabet);
    double among =
        switch (edit.kind()) {
          case DOUBLED, UNDOUBLED -> letter; // the letter before it is the same
          default ->
              (edits.getOrDefault(edit, 0) + STRENGTH * letter / alphabet) / (ofKind + STRENGTH);
        };
    return -StrictMath.log(among * (ofKind + 1) / (all + Edit.Kind.values().length));
  }
}
