package org.microgptrom.cli.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.microgptrom.model.io.InputException;
import picocli.CommandLine.TypeConversionException;

/**
 * Checks arguments and names of files, which the operating system hands over as bytes and Java
 * decodes by the locale. A character that the locale lacks (in the locale {@code C}, every letter
 * but the English ones) becomes U+FFFD, so that without the check a file of another name or a
 * symbol that nobody gave would be used in silence.
 */
public final class NativeText {
  private static final String REPLACEMENT = "\uFFFD";

  private NativeText() {}

  /**
   * Requires that Java has decoded the arguments and the current folder of the process.
   *
   * @throws InputException if an argument or the name of the current folder is not what was given
   */
  public static void requireUnderstood(String... arguments) {
    List<String> texts = new ArrayList<>(List.of(arguments));
    texts.add(System.getProperty("user.dir"));
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).contains(REPLACEMENT)) {
        throw new InputException(
            (i < arguments.length ? "argument " + (i + 1) : "the current folder")
                + ", '"
                + texts.get(i)
                + "'",
            "has bytes that are no characters in " + charset(),
            advice());
      }
    }
  }

  /** The value of an option that is a path. */
  public static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(refusal(e).getMessage());
    }
  }

  /** The error for a name that no file can have on this system. */
  public static InputException refusal(InvalidPathException e) {
    return new InputException(
        "'" + e.getInput() + "'", "can't be the name of a file here", advice(), e);
  }

  private static String advice() {
    return charset().equals(StandardCharsets.UTF_8)
        ? ""
        : "the locale has the character set "
            + charset()
            + ", choose one of UTF-8, in a shell with: export LC_ALL=C.UTF-8";
  }

  /**
   * The character set of what is typed: the locale's, or UTF-8 where that has English letters only.
   */
  public static Charset ofStandardInput() {
    return charset().equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset();
  }

  /** The character set of arguments and file names. */
  private static Charset charset() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));
  }
}
