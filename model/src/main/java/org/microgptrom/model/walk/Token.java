package org.microgptrom.model.walk;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.ModelConfig;
import org.microgptrom.model.Vocabulary;

/**
 * A symbol with its number.
 *
 * @param id the symbol's number, 0..V-1
 * @param symbol its text, one code point without merges, or {@link #BOS}
 */
public record Token(int id, String symbol) {
  /**
   * The text for the symbol that begins and ends a document; it can't be taken for a symbol, as
   * none reads so.
   */
  public static final String BOS = Vocabulary.BOS;

  /** The token with this number. */
  public static Token of(Vocabulary vocabulary, int id) {
    return new Token(id, id == vocabulary.bos() ? BOS : vocabulary.decode(id));
  }

  /**
   * BOS and the symbols of a text: the inputs at positions 0, 1, ...
   *
   * @throws IllegalArgumentException if a symbol is unknown, or there are more than the context
   *     holds
   */
  public static List<Token> of(Vocabulary vocabulary, ModelConfig config, String text) {
    int[] ids = vocabulary.encode(text);
    if (ids.length >= config.context()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" has "
              + ids.length
              + " symbols; BOS and "
              + (config.context() - 1)
              + " fit the context of "
              + config.context());
    }
    List<Token> tokens = new ArrayList<>(List.of(of(vocabulary, vocabulary.bos())));
    for (int id : ids) {
      tokens.add(of(vocabulary, id));
    }
    return List.copyOf(tokens);
  }
}
