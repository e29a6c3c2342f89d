package org.microgptrom.model.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the name that somebody perhaps meant. */
public final class NearestName {
  /** The most entries of a folder that is searched. */
  private static final int MOST_FILES = 10_000;

  /** One letter in so many may be wrong. */
  private static final int MOST_WRONG = 3;

  private NearestName() {}

  /**
   * The name that a wrong one is a part of, or else the one with the fewest wrong letters.
   *
   * @param known at least one
   */
  public static String of(String wrong, Collection<String> known) {
    String lower = wrong.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(
            Comparator.comparing((String name) -> !name.toLowerCase(Locale.ROOT).contains(lower))
                .thenComparingInt(name -> distance(name.toLowerCase(Locale.ROOT), lower)))
        .orElseThrow();
  }

  /**
   * The name that {@link #of} finds, if the wrong one is a part of it or so few letters are wrong
   * that it may have been meant.
   */
  public static Optional<String> closeTo(String wrong, Collection<String> known) {
    if (wrong.isEmpty() || known.isEmpty()) {
      return Optional.empty();
    }
    String nearest = of(wrong, known);
    String a = nearest.toLowerCase(Locale.ROOT);
    String b = wrong.toLowerCase(Locale.ROOT);
    boolean close =
        (b.length() > 2 && a.contains(b))
            || distance(a, b) * MOST_WRONG <= Math.max(a.length(), b.length());
    return Optional.of(nearest).filter(name -> close);
  }

  /**
   * The advice of an error message about a name that is none of a few: the one that was perhaps
   * meant, and all of them.
   */
  public static String advice(String wrong, Collection<?> known) {
    List<String> names = known.stream().map(Object::toString).toList();
    return closeTo(wrong, names).map(name -> "did you mean " + name + "? ").orElse("")
        + "Known: "
        + String.join(", ", names);
  }

  /**
   * The question of an error message about a file or folder that isn't there: another one of nearly
   * its name in the same folder, or below the folder of nearly its folder's name.
   */
  public static String question(Path missing) {
    return existing(missing).map(path -> "did you mean " + path + "?").orElse("");
  }

  private static Optional<Path> existing(Path path) {
    Path parent = path.getParent();
    if (path.getFileName() == null) {
      return Optional.empty();
    }
    Optional<Path> folder =
        parent == null || Files.isDirectory(parent)
            ? Optional.ofNullable(parent)
            : existing(parent);
    if (parent != null && folder.isEmpty()) {
      return Optional.empty();
    }
    Path searched = folder.orElse(Path.of(""));
    String name = path.getFileName().toString();
    List<String> names = names(searched);
    return (names.contains(name) ? Optional.of(name) : closeTo(name, names))
        .map(found -> folder.map(in -> in.resolve(found)).orElse(Path.of(found)));
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .limit(MOST_FILES)
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // nothing to suggest
    }
  }

  /**
   * The number of letters to insert, delete, replace or exchange with their neighbours to make one
   * word of the other (optimal string alignment).
   */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean exchanged =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (exchanged) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
