package org.microgptrom.board.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.NearestName;
import org.microgptrom.model.io.Yaml;

/**
 * All boards that are known; {@code docs/add-a-board.md} describes their file.
 *
 * @param boards in the order of the file
 */
public record BoardCatalog(List<Board> boards) {
  private static final String FILE = "boards.yaml";
  private static final BoardCatalog CATALOG = load();

  /** Copies the list and checks that the names differ. */
  public BoardCatalog {
    boards = List.copyOf(boards);
    if (boards.stream().map(Board::name).distinct().count() != boards.size()) {
      throw new IllegalArgumentException("names of boards must differ");
    }
  }

  /** The content of the file. */
  private record Content(List<Board.Model> boards) {}

  /** The catalog of this version. */
  public static BoardCatalog get() {
    return CATALOG;
  }

  /** The names of all boards. */
  public List<String> names() {
    return boards.stream().map(Board::name).toList();
  }

  /**
   * The board that a user names with {@code --board}.
   *
   * @throws InputException if there is none; the error suggests the nearest name
   */
  public Board named(String name) {
    return boards.stream()
        .filter(board -> board.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--board",
                    "there is no board '" + name + "'",
                    NearestName.advice(name, names())));
  }

  private static BoardCatalog load() {
    try (InputStream in = BoardCatalog.class.getResourceAsStream(FILE)) {
      Content content = Yaml.parse(FILE, in.readAllBytes(), Content.class);
      return new BoardCatalog(
          content.boards().stream().flatMap(model -> Board.of(model).stream()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
