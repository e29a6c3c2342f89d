package org.microgptrom.model.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.Checkpoint;
import org.microgptrom.model.fixed.QuantizedModel;

/**
 * The weights by which every head attends, for all positions of a text.
 *
 * @param tokens BOS and the text's symbols, (time)
 * @param maps of all heads, layer by layer, head by head
 */
public record AttentionMaps(List<Token> tokens, List<HeadMap> maps) {
  /** Copies the lists. */
  public AttentionMaps {
    tokens = List.copyOf(tokens);
    maps = List.copyOf(maps);
  }

  /**
   * The map of one head.
   *
   * @param layer of the model, 0..layers-1
   * @param head of the layer, 0..heads-1
   * @param rows one per position; row i has i + 1 elements, a triangle
   */
  public record HeadMap(int layer, int head, List<AttentionRow> rows) {
    /** Copies the list. */
    public HeadMap {
      rows = List.copyOf(rows);
    }
  }

  /**
   * The maps of a text.
   *
   * @param checkpoint that the model was quantized from; empty for no figures in floating point
   * @throws IllegalArgumentException if the text has unknown symbols or is longer than the context,
   *     or the checkpoint is of another shape
   */
  public static AttentionMaps of(
      QuantizedModel model, Optional<Checkpoint> checkpoint, String text) {
    List<Token> tokens = Token.of(model.vocabulary(), model.config(), text);
    int heads = model.config().heads();
    List<List<AttentionRow>> rows = new ArrayList<>(); // (layers * heads, time)
    for (int map = 0; map < model.config().layers() * heads; map++) {
      rows.add(new ArrayList<>());
    }
    Recorder recorder = new Recorder(model, checkpoint);
    for (Token token : tokens) {
      recorder.step(token.id());
      for (int map = 0; map < rows.size(); map++) {
        rows.get(map).add(recorder.attention(map / heads).get(map % heads));
      }
    }
    List<HeadMap> maps = new ArrayList<>();
    for (int map = 0; map < rows.size(); map++) {
      maps.add(new HeadMap(map / heads, map % heads, rows.get(map)));
    }
    return new AttentionMaps(tokens, maps);
  }
}
