package org.microgptrom.model.io;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A fault in what the user supplied: a file, an option, a corpus, a model. It is printed without a
 * stack trace and ends the command with exit code 2; any other exception is a bug.
 *
 * <p>The message reads {@code where: problem} and, on a second line, the advice: where the fault
 * lies (file and line or offset, tensor, option), what was expected against what was found, and
 * what to do about it.
 */
public final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param where file with line or offset, tensor, or option that is at fault
   * @param problem what was expected and what was found
   * @param advice what the user can do; empty when the problem says it already
   */
  public InputException(Object where, String problem, String advice) {
    super(message(where, problem, advice));
  }

  /** A fault that an exception revealed, which is kept as its cause. */
  public InputException(Object where, String problem, String advice, Throwable cause) {
    super(message(where, problem, advice), cause);
  }

  /**
   * A fault that another class has found and that has its problem for a message.
   *
   * @param where as for the others
   * @param advice as for the others
   */
  public static InputException of(Object where, Throwable cause, String advice) {
    return new InputException(where, String.valueOf(cause.getMessage()), advice, cause);
  }

  /**
   * A file of the program's own that can't be read any more.
   *
   * @param cause what is wrong in it
   * @param advice how to get another one
   */
  public static InputException damaged(Path file, InputException cause, String advice) {
    return new InputException(file, "is damaged (" + cause.getMessage() + ")", advice, cause);
  }

  /**
   * A file or folder that isn't there; asks whether one of nearly its name was meant.
   *
   * @param expected what should be there, such as {@code file, a memory file expected}
   * @param advice what the user can do; empty when the problem says it already
   */
  public static InputException missing(Path path, String expected, String advice) {
    String question = NearestName.question(path);
    return new InputException(
        path,
        "no such " + expected,
        question + (question.isEmpty() || advice.isEmpty() ? "" : " ") + advice);
  }

  /** Always there, unlike those of other exceptions. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  private static String message(Object where, String problem, String advice) {
    return VisibleText.of(String.valueOf(where))
        + ": "
        + problem
        + (advice.isEmpty() ? "" : "\n  " + advice);
  }
}
