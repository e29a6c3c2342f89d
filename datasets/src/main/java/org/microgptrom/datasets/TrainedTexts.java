package org.microgptrom.datasets;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.microgptrom.model.Vocabulary;

/** Tells texts that stand in what a model was trained on from those that it made up. */
public final class TrainedTexts {
  private final Predicate<String> contains;

  private TrainedTexts(Predicate<String> contains) {
    this.contains = contains;
  }

  /** The documents of a split's training part as the model saw them: cut to its context. */
  public static TrainedTexts of(Split split, Vocabulary vocabulary, int context) {
    Set<String> seen = new HashSet<>();
    for (String document : split.training()) {
      seen.add(vocabulary.decode(vocabulary.sequence(document, context)));
    }
    return new TrainedTexts(seen::contains);
  }

  /** The part of a running text that is trained on, at any place of which a text may stand. */
  public static TrainedTexts of(RunningText text) {
    String training = text.training();
    return new TrainedTexts(sample -> !sample.isEmpty() && training.contains(sample));
  }

  /** How many of some texts stand there, to the letter; one that is there twice counts twice. */
  public int count(Collection<String> texts) {
    return (int) texts.stream().filter(contains).count();
  }
}
