package org.microgptrom.quantize.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.microgptrom.model.io.InputException;

/**
 * The classes of documents, each of which ends with the symbol of its class.
 *
 * @param symbols of the classes, one code point each, ascending, at least two
 */
public record Labels(List<String> symbols) {
  /** Copies the list. */
  public Labels {
    symbols = List.copyOf(symbols);
  }

  /**
   * The labels of these documents, which are their last symbols.
   *
   * @param where names the documents in errors
   * @throws InputException if a label stands at another place, too, or there is only one
   */
  public static Labels of(Object where, List<String> documents) {
    Map<Integer, String> labels = new TreeMap<>();
    Map<Integer, String> inside = new HashMap<>();
    for (String document : documents) {
      labels.putIfAbsent(document.codePointBefore(document.length()), document);
      text(document).codePoints().forEach(symbol -> inside.putIfAbsent(symbol, document));
    }
    labels.forEach(
        (label, document) -> {
          if (inside.containsKey(label)) {
            throw new InputException(
                where,
                String.format(
                    "\"%s\" ends with \"%s\", which is no label, as it stands within \"%s\"",
                    document, Character.toString(label), inside.get(label)),
                "end every line with the symbol of its class, which occurs nowhere else, an"
                    + " upper-case letter, say");
          }
        });
    if (labels.size() < 2) {
      throw new InputException(
          where,
          "all lines end with \"" + Character.toString(labels.keySet().iterator().next()) + "\"",
          "labels of at least two classes are needed to tell them apart");
    }
    return new Labels(labels.keySet().stream().map(Character::toString).toList());
  }

  /** A document without its label. */
  static String text(String document) {
    return document.substring(0, document.offsetByCodePoints(document.length(), -1));
  }

  /** The number of a document's label, 0..classes-1. */
  int numberOf(String document) {
    return symbols.indexOf(Character.toString(document.codePointBefore(document.length())));
  }
}
