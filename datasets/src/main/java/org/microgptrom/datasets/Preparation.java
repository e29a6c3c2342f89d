package org.microgptrom.datasets;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;

/**
 * What is done to the documents of a corpus, on request, before a model sees them. It is recorded
 * in the model's {@link CorpusId}, so that the documents are found again and texts that the model
 * is asked about are spelt as those it was trained on. Letters that are newer than the Java version
 * in use stay as they are.
 *
 * @param paragraphs whether blank lines between others stay, as one empty document each, however
 *     many they are: the ends of paragraphs in running text
 * @param form Unicode's normal form of all texts
 * @param foldCase whether all letters become small ones, as in no particular language; the normal
 *     form is restored afterwards
 * @param rare what happens to documents with rare symbols, counted after the two above
 * @param rareBelow a symbol that occurs fewer times is rare; 0 where rare ones are kept, else at
 *     least 2
 */
public record Preparation(
    boolean paragraphs, Form form, boolean foldCase, Rare rare, int rareBelow) {
  /** The normal forms of Unicode, annex 15. */
  public enum Form {
    /** Texts stay as they are. */
    NONE,
    /** One code point for a letter with its accents, where there is one. */
    NFC,
    /** As {@link #NFC}, and plain characters for wide, joined, raised and other variants. */
    NFKC
  }

  /** What happens to rare symbols. */
  public enum Rare {
    /** They stay. */
    KEEP,
    /** Documents that hold one are left out. */
    DROP,
    /** U+FFFD, one symbol, stands for all of them. */
    REPLACE
  }

  /** Documents stay as the file has them. */
  public static final Preparation NONE = new Preparation(Form.NONE, false, Rare.KEEP, 0);

  private static final int REPLACEMENT = 0xFFFD;
  private static final String PARAGRAPHS = "keep blank lines";
  private static final String FOLD_CASE = "fold-case";
  private static final Pattern NORMALIZE = Pattern.compile("normalize (nfc|nfkc)");
  private static final Pattern RARE = Pattern.compile("rare (drop|replace) below ([0-9]{1,9})");

  /** Checks the threshold. */
  public Preparation {
    if (rare == Rare.KEEP ? rareBelow != 0 : rareBelow < 2) {
      throw new IllegalArgumentException("rare below " + rareBelow + " does not go with " + rare);
    }
  }

  /** A preparation of lists, in which blank lines are nothing. */
  public Preparation(Form form, boolean foldCase, Rare rare, int rareBelow) {
    this(false, form, foldCase, rare, rareBelow);
  }

  /** Whether texts stay as they are. */
  private boolean keepsTexts() {
    return form == Form.NONE && !foldCase && rare == Rare.KEEP;
  }

  /** The steps as {@link CorpusId#preparation} records them, in their order. */
  List<String> steps() {
    List<String> steps = new ArrayList<>();
    if (paragraphs) {
      steps.add(PARAGRAPHS);
    }
    if (form != Form.NONE) {
      steps.add("normalize " + form.name().toLowerCase(Locale.ROOT));
    }
    if (foldCase) {
      steps.add(FOLD_CASE);
    }
    if (rare != Rare.KEEP) {
      steps.add("rare " + rare.name().toLowerCase(Locale.ROOT) + " below " + rareBelow);
    }
    return steps;
  }

  /**
   * The preparation that a model's corpus had; that running text is cut into windows is no part of
   * it.
   *
   * @throws InputException if this version does not know a step
   */
  public static Preparation of(CorpusId recorded) {
    Preparation preparation = NONE;
    for (String step : recorded.preparation()) {
      preparation =
          preparation
              .with(step)
              .orElseThrow(
                  () ->
                      new InputException(
                          "corpus " + VisibleText.of(recorded.name()),
                          "was prepared in a way that this version does not know: "
                              + VisibleText.of(step),
                          "take the version that trained the model"));
    }
    return preparation;
  }

  private Optional<Preparation> with(String step) {
    Matcher normalized = NORMALIZE.matcher(step);
    Matcher rared = RARE.matcher(step);
    if (step.equals(PARAGRAPHS)) {
      return Optional.of(new Preparation(true, form, foldCase, rare, rareBelow));
    } else if (step.equals(FOLD_CASE)) {
      return Optional.of(new Preparation(paragraphs, form, true, rare, rareBelow));
    } else if (normalized.matches()) {
      Form named = Form.valueOf(normalized.group(1).toUpperCase(Locale.ROOT));
      return Optional.of(new Preparation(paragraphs, named, foldCase, rare, rareBelow));
    } else if (rared.matches() && Integer.parseInt(rared.group(2)) >= 2) {
      Rare named = Rare.valueOf(rared.group(1).toUpperCase(Locale.ROOT));
      int below = Integer.parseInt(rared.group(2));
      return Optional.of(new Preparation(paragraphs, form, foldCase, named, below));
    }
    return RunningText.Windows.of(step).map(windows -> this);
  }

  /** The preparation of another corpus for the same model: nothing in it is rare. */
  public Preparation ofOthers() {
    return new Preparation(paragraphs, form, foldCase, Rare.KEEP, 0);
  }

  /** The preparation of a list of texts that is no part of the corpus. */
  public Preparation ofTexts() {
    return new Preparation(form, foldCase, Rare.KEEP, 0);
  }

  /** A text in the normal form and letters that are asked for. */
  public String spell(String text) {
    String normal = normalize(text);
    return foldCase ? normalize(normal.toLowerCase(Locale.ROOT)) : normal;
  }

  private String normalize(String text) {
    return switch (form) {
      case NONE -> text;
      case NFC -> Normalizer.normalize(text, Normalizer.Form.NFC);
      case NFKC -> Normalizer.normalize(text, Normalizer.Form.NFKC);
    };
  }

  /** The code points of texts before they are prepared. */
  CodePoints codePoints() {
    return keepsTexts() ? new CodePoints() : CodePoints.any();
  }

  /**
   * The corpus with its documents prepared.
   *
   * @throws InputException if no document or too many code points are left
   */
  public Corpus prepare(Corpus corpus) {
    return equals(NONE)
        ? corpus
        : new Corpus(corpus.name(), left(corpus.name(), corpus.documents()), corpus.labels(), this);
  }

  /**
   * The corpus of documents that were read from files, prepared.
   *
   * @param documents an empty one is the end of a paragraph
   * @throws InputException as {@link #prepare(Corpus)}
   */
  Corpus prepared(String name, List<String> documents) {
    return new Corpus(name, left(name, documents), List.of(), this);
  }

  /** The prepared documents that are left, with one empty one where paragraphs end between them. */
  private List<String> left(String name, List<String> documents) {
    List<String> prepared = prepare(name, documents);
    List<String> left = new ArrayList<>();
    boolean ended = false;
    for (int i = 0; i < prepared.size(); i++) {
      if (prepared.get(i).isEmpty()) {
        ended |= documents.get(i).isEmpty();
        continue;
      }
      if (ended && !left.isEmpty()) {
        left.add("");
      }
      ended = false;
      left.add(prepared.get(i));
    }
    return left;
  }

  /**
   * Prepares texts without their labels. White space that comes to stand at their ends goes, as
   * when they were read.
   *
   * @param corpus names them in errors
   * @return as many texts in the same order, those that are left out empty
   * @throws InputException if no text or too many code points are left
   */
  List<String> prepare(String corpus, List<String> texts) {
    if (keepsTexts()) {
      return texts;
    }
    String where = "corpus " + VisibleText.of(corpus);
    List<String> spelt = texts.stream().map(text -> DocumentParser.strip(spell(text))).toList();
    int[] counts = counts(spelt);
    List<String> left =
        switch (rare) {
          case KEEP -> spelt;
          case DROP ->
              spelt.stream()
                  .map(text -> text.codePoints().allMatch(c -> counts[c] >= rareBelow) ? text : "")
                  .toList();
          case REPLACE -> spelt.stream().map(text -> replaced(text, counts)).toList();
        };
    if (left.stream().allMatch(String::isEmpty)) {
      throw new InputException(
          where,
          "has no document without a symbol that occurs fewer than " + rareBelow + " times",
          "give a lower --rare-below, or --rare replace");
    }
    if (rare == Rare.REPLACE
        && left.stream().flatMapToInt(String::codePoints).allMatch(c -> c == REPLACEMENT)) {
      throw new InputException(
          where, "has no symbol that occurs " + rareBelow + " times", "give a lower --rare-below");
    }
    requireFewSymbols(where, left, counts);
    return left;
  }

  private String replaced(String document, int[] counts) {
    return document
        .codePoints()
        .map(c -> counts[c] < rareBelow ? REPLACEMENT : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static int[] counts(List<String> documents) {
    int[] counts = new int[Character.MAX_CODE_POINT + 1];
    documents.forEach(document -> document.codePoints().forEach(c -> counts[c]++));
    return counts;
  }

  private static void requireFewSymbols(String where, List<String> documents, int[] before) {
    long distinct = documents.stream().flatMapToInt(String::codePoints).distinct().count();
    if (distinct > Vocabulary.MOST_CODE_POINTS) {
      int[] ascending = Arrays.stream(before).sorted().toArray();
      int below = ascending[ascending.length - Vocabulary.MOST_CODE_POINTS] + 1;
      throw new InputException(
          where,
          "has "
              + distinct
              + " distinct characters, a vocabulary has at most "
              + Vocabulary.MOST_CODE_POINTS,
          "--rare replace --rare-below "
              + below
              + " puts U+FFFD for the rare ones, --rare drop leaves"
              + " out the documents that hold one");
    }
  }
}
