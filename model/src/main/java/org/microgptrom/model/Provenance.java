package org.microgptrom.model;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;
import java.util.stream.Collectors;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.Json;

/**
 * Where a model comes from, copied from artifact to artifact down to the ROM bundle's manifest. It
 * holds no path, host or time, so that equal inputs give equal bytes.
 *
 * @param tool the version that trained the model
 * @param recipe how the model was trained, such as {@code fast}
 * @param seed the seed of initial weights and batches
 * @param steps number of optimizer steps taken
 * @param corpus the corpus that the model was trained on
 * @param codeSteps how many of the steps, the last ones, fitted weights to codes
 * @param init digest of the {@code model.safetensors} whose weights the first step began with;
 *     empty where they were drawn
 */
public record Provenance(
    String tool, String recipe, long seed, int steps, CorpusId corpus, int codeSteps, String init) {
  private static final String IMPORTED = "imported";

  /** The provenance of a model that began with drawn weights and was trained without codes. */
  public Provenance(String tool, String recipe, long seed, int steps, CorpusId corpus) {
    this(tool, recipe, seed, steps, corpus, 0, "");
  }

  /**
   * The provenance of a model that was trained elsewhere: all that is known is the file it came
   * from, which stands in the corpus's place, with no documents.
   */
  public static Provenance imported(String tool, String fileName, String sha256) {
    return new Provenance(
        tool, IMPORTED, 0, 0, new CorpusId(fileName, sha256, 0, 0, 0, Digests.sha256(new byte[0])));
  }

  /** Whether the model was trained elsewhere. */
  public boolean wasImported() {
    return recipe.equals(IMPORTED);
  }

  /**
   * A corpus and its split, enough to find and check the same documents again.
   *
   * @param name a built-in or fetched corpus, or the files' names without folders
   * @param sha256 digest of the cleaned documents in file order, UTF-8, a line feed after each
   * @param documents number of documents
   * @param splitSeed the seed of the shuffle that precedes the split
   * @param heldOut number of documents in the validation split
   * @param heldOutSha256 digest of the validation split's documents in their order, UTF-8, a line
   *     feed after each
   * @param preparation what was done to the documents before the split, in order, such as {@code
   *     fold-case}; empty, and not written in JSON, where they are as the file has them
   * @param labels the classes whose symbols end the documents, by ascending symbols; empty, and not
   *     written in JSON, where the documents were given without names of classes
   */
  public record CorpusId(
      String name,
      String sha256,
      int documents,
      long splitSeed,
      int heldOut,
      String heldOutSha256,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> preparation,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Label> labels) {
    /** Copies the list, which JSON may leave out. */
    // Not in the compact form, so that the injected value is that of the parameter alone.
    public CorpusId(
        String name,
        String sha256,
        int documents,
        long splitSeed,
        int heldOut,
        String heldOutSha256,
        @JacksonInject(value = Json.ABSENT_LIST, useInput = OptBoolean.TRUE)
            List<String> preparation,
        @JacksonInject(value = Json.ABSENT_LIST, useInput = OptBoolean.TRUE) List<Label> labels) {
      this.name = name;
      this.sha256 = sha256;
      this.documents = documents;
      this.splitSeed = splitSeed;
      this.heldOut = heldOut;
      this.heldOutSha256 = heldOutSha256;
      this.preparation = List.copyOf(preparation);
      this.labels = List.copyOf(labels);
    }

    /** A corpus whose documents are as the file has them, without names of classes. */
    public CorpusId(
        String name,
        String sha256,
        int documents,
        long splitSeed,
        int heldOut,
        String heldOutSha256) {
      this(name, sha256, documents, splitSeed, heldOut, heldOutSha256, List.of(), List.of());
    }

    /** How {@code preparation} begins its step of running text, which is cut into windows. */
    public static final String RUNNING_TEXT = "text in windows of ";

    /** Whether the corpus is running text. */
    public boolean ofRunningText() {
      return preparation.stream().anyMatch(step -> step.startsWith(RUNNING_TEXT));
    }

    /** What {@code documents} counts, for people. */
    public String parts() {
      return ofRunningText() ? "windows" : "documents";
    }

    /** The name of the class with this symbol; the symbol itself where it has none. */
    public String labelOf(String symbol) {
      return labels.stream()
          .filter(label -> label.symbol().equals(symbol))
          .map(Label::name)
          .findFirst()
          .orElse(symbol);
    }

    /** The labels in one line: symbols and names; empty without labels. */
    public String labelsText() {
      return labels.stream()
          .map(label -> label.symbol() + " " + label.name())
          .collect(Collectors.joining(", "));
    }
  }
}
