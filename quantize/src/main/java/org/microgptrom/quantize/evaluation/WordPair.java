package org.microgptrom.quantize.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.VisibleText;

/** A word and a misspelling of it. */
public record WordPair(String right, String wrong) {
  /**
   * The pairs of lines with the right word, a tab and the misspelt word.
   *
   * @param where names the lines in errors
   * @throws InputException if a line has another form
   */
  public static List<WordPair> parse(Object where, List<String> lines) {
    List<WordPair> pairs = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split("\t", -1);
      if (words.length != 2 || words[0].isEmpty() || words[1].isEmpty()) {
        throw new InputException(
            where,
            "\"" + VisibleText.of(line) + "\" is not two words with one tab between them",
            "write the right word, a tab and the misspelt word in each line");
      }
      if (words[0].equals(words[1])) {
        throw new InputException(
            where,
            "the misspelt word of \"" + VisibleText.of(words[0]) + "\" is that word itself",
            "leave the line out; a model that was trained with --fold-case knows small letters only");
      }
      pairs.add(new WordPair(words[0], words[1]));
    }
    return pairs;
  }
}
