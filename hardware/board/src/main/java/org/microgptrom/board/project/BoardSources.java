package org.microgptrom.board.project;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.microgptrom.board.catalog.Board;

/** The hand-written sources around the core, the same for all boards. */
final class BoardSources {
  private static final String FOLDER = "/org/microgptrom/board/hdl/";
  private static final List<String> NAMES =
      new String(read("microgpt_board.f"), StandardCharsets.UTF_8).lines().toList();

  private BoardSources() {}

  /** Names of the files in compile order. */
  static List<String> names() {
    return NAMES;
  }

  /** The content of one of them. */
  static byte[] read(String name) {
    try (InputStream in = Board.class.getResourceAsStream(FOLDER + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
