package org.microgptrom.datasets;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.microgptrom.model.Label;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.model.io.VisibleText;

/**
 * The symbols that stand for labels. Labels in the order of their code points get ascending symbols
 * from U+2460 on, circled digits and what follows them, without those that a text has.
 *
 * @param labels ascending
 * @param symbols by name of the label
 * @param notes what people should know of the labels
 */
record Labelling(List<Label> labels, Map<String, String> symbols, List<String> notes) {
  /** More names than this are no names of classes. */
  static final int MOST = 64;

  private static final int FIRST_SYMBOL = 0x2460;

  /** How often a label stands, and where first. */
  private record Use(LabelCell first, int count) {
    Use plus(Use other) {
      return new Use(first, count + other.count);
    }
  }

  /**
   * The symbols of these labels.
   *
   * @param known the labels of a model, which have their symbols; empty for none
   * @param texts the code points of all texts
   * @throws InputException if some label is likely wrong
   */
  static Labelling of(Collection<LabelCell> cells, List<Label> known, CodePoints texts) {
    Map<String, Use> uses = new LinkedHashMap<>();
    cells.forEach(cell -> uses.merge(cell.name(), new Use(cell, 1), Use::plus));
    if (!known.isEmpty()) {
      return ofModel(uses, known, texts);
    }
    requireFew(uses);
    requireDistinct(uses.values());
    List<String> notes = rare(uses);
    if (uses.size() < 2) {
      throw new InputException(
          uses.values().iterator().next().first.file(),
          "all texts have the label " + quoted(uses.keySet().iterator().next()),
          "labels of at least two classes are needed to tell them apart");
    }
    List<String> names =
        uses.keySet().stream()
            .sorted(Comparator.comparing(name -> name.codePoints().toArray(), Arrays::compare))
            .toList();
    List<Label> labels = new ArrayList<>();
    int symbol = FIRST_SYMBOL;
    for (String name : names) {
      while (texts.contains(symbol) || !Character.isDefined(symbol)) {
        symbol++;
      }
      labels.add(new Label(Character.toString(symbol), name));
      symbol++;
    }
    return of(labels, notes);
  }

  private static Labelling of(List<Label> labels, List<String> notes) {
    Map<String, String> symbols = new HashMap<>();
    labels.forEach(label -> symbols.put(label.name(), label.symbol()));
    return new Labelling(labels, symbols, notes);
  }

  private static Labelling ofModel(Map<String, Use> uses, List<Label> known, CodePoints texts) {
    Labelling labelling = of(known, List.of());
    List<String> names = known.stream().map(Label::name).toList();
    uses.forEach(
        (name, use) -> {
          if (!labelling.symbols.containsKey(name)) {
            throw new InputException(
                use.first.where(),
                "the model does not know the label " + quoted(name),
                NearestName.advice(name, names));
          }
        });
    for (Label label : known) {
      if (texts.contains(label.symbol().codePointAt(0))) {
        throw new InputException(
            uses.values().iterator().next().first.file(),
            "a text has the character "
                + label.symbol()
                + ", which stands for the label "
                + quoted(label.name())
                + " in the model",
            "leave the text out, or train again on texts that have it");
      }
    }
    return labelling;
  }

  /** The symbol behind a text with this label. */
  String symbol(LabelCell cell) {
    return Optional.ofNullable(symbols.get(cell.name())).orElseThrow();
  }

  private static void requireFew(Map<String, Use> uses) {
    uses.values().stream()
        .skip(MOST)
        .findFirst()
        .ifPresent(
            use -> {
              throw new InputException(
                  use.first.where(),
                  quoted(use.first.name())
                      + " is distinct label number "
                      + (MOST + 1)
                      + ", at most "
                      + MOST
                      + " expected",
                  "a label names a class that many texts share: is "
                      + Columns.LABEL_OPTION
                      + " the right column?");
            });
  }

  private static void requireDistinct(Collection<Use> uses) {
    Map<String, Use> folded = new HashMap<>();
    for (Use use : uses) {
      Use other = folded.putIfAbsent(folded(use.first.name()), use);
      if (other != null) {
        boolean isRarer = use.count <= other.count;
        Use rare = isRarer ? use : other;
        Use often = isRarer ? other : use;
        throw new InputException(
            rare.first.where(),
            "the label "
                + quoted(rare.first.name())
                + " is nearly "
                + quoted(often.first.name())
                + ", which stands "
                + times(often.count)
                + ", first at "
                + often.first.where()
                + ": they differ in case, white space or the form of characters only",
            "spell it in one way");
      }
    }
  }

  /** What is the same for labels that nobody would tell apart. */
  private static String folded(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Notes of labels that one text has, unless they are likely misspelt. */
  private static List<String> rare(Map<String, Use> uses) {
    List<Use> once = uses.values().stream().filter(use -> use.count == 1).toList();
    if (once.size() == uses.size()) {
      throw new InputException(
          once.get(0).first.where(),
          "no label stands twice, "
              + quoted(once.get(0).first.name())
              + " is the first of "
              + once.size(),
          "a label names a class that many texts share: is "
              + Columns.LABEL_OPTION
              + " the right column?");
    }
    List<String> notes = new ArrayList<>();
    for (Use use : once) {
      List<String> others =
          uses.values().stream()
              .filter(other -> other.count > 1)
              .map(other -> other.first.name())
              .toList();
      NearestName.closeTo(use.first.name(), others)
          .ifPresent(
              name -> {
                throw new InputException(
                    use.first.where(),
                    "the label "
                        + quoted(use.first.name())
                        + " stands once only, and "
                        + quoted(name)
                        + " "
                        + times(Optional.ofNullable(uses.get(name)).orElseThrow().count),
                    "correct it, or leave the row out: of one text a class can't be learnt");
              });
      notes.add(
          use.first.where()
              + ": the label "
              + quoted(use.first.name())
              + " stands once only; of one text a class can't be learnt");
    }
    return notes;
  }

  private static String times(int count) {
    return count == 1 ? "once" : String.format(Locale.ROOT, "%,d times", count);
  }

  private static String quoted(String name) {
    return "\"" + VisibleText.of(name) + "\"";
  }
}
