package org.microgptrom.datasets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.microgptrom.model.Label;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.Digests;

/**
 * The documents a model learns from, cleaned as {@link CorpusReader} describes.
 *
 * @param name a name of {@link NamedCorpus}, or the files' names without folders
 * @param documents in file order, duplicates kept; at least one, none of them empty but, where the
 *     preparation keeps paragraphs, the one between two of them
 * @param labels the classes whose symbols end the documents, ascending; empty where the documents
 *     were given without names of classes
 * @param preparation what was done to the texts of the files to make these
 */
public record Corpus(
    String name, List<String> documents, List<Label> labels, Preparation preparation) {
  /** A corpus whose documents are as the file has them, without names of classes. */
  public Corpus(String name, List<String> documents) {
    this(name, documents, List.of(), Preparation.NONE);
  }

  /** Checks that every document is one line, and not empty where it may not be. */
  public Corpus {
    documents = List.copyOf(documents);
    labels = List.copyOf(labels);
    if (documents.isEmpty()) {
      throw new IllegalArgumentException("corpus " + name + " must have at least one document");
    }
    for (int i = 0; i < documents.size(); i++) {
      if ((documents.get(i).isEmpty() && !endsParagraph(documents, i, preparation))
          || documents.get(i).indexOf('\n') >= 0) {
        throw new IllegalArgumentException(
            "document " + i + " of corpus " + name + " must be one non-empty line");
      }
    }
  }

  private static boolean endsParagraph(List<String> documents, int i, Preparation preparation) {
    return preparation.paragraphs()
        && i > 0
        && i < documents.size() - 1
        && !documents.get(i - 1).isEmpty();
  }

  /**
   * The digest that a model records in its {@link org.microgptrom.model.Provenance.CorpusId}; reads
   * all documents.
   */
  public String sha256() {
    return sha256(documents);
  }

  /** The SHA-256 of these documents in UTF-8, a line feed after each. */
  static String sha256(List<String> documents) {
    MessageDigest digest = Digests.sha256();
    for (String document : documents) {
      digest.update(document.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
    }
    return Digests.hex(digest);
  }

  /**
   * The code points of all documents: they are collected before the split, so that the validation
   * part has no others.
   */
  public Vocabulary vocabulary() {
    return Vocabulary.of(documents);
  }
}
