package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.microgptrom.cli.console.ExitCode;

/** Runs commands in this process and keeps what they print. */
record Cli(int exitCode, String out, String err) {
  /** Runs one command; arguments that are paths become strings. */
  static Cli run(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.execute(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Cli(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** As {@link #run}, with this text on standard input. */
  static Cli typed(String text, Object... arguments) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(arguments);
    } finally {
      System.setIn(before);
    }
  }

  /** As {@link #run}, requiring success. */
  static Cli ok(Object... arguments) {
    Cli cli = run(arguments);
    assertEquals(ExitCode.OK, cli.exitCode, () -> Arrays.toString(arguments) + "\n" + cli.err);
    return cli;
  }

  /** As {@link #run}, requiring exit code 2 and a message without a stack trace. */
  static String refused(Object... arguments) {
    Cli cli = run(arguments);
    assertEquals(ExitCode.BAD_INPUT, cli.exitCode, () -> Arrays.toString(arguments) + cli);
    assertFalse(cli.err.contains("\tat "), cli.err);
    assertFalse(cli.err.isBlank(), "no message");
    return cli.err;
  }

  /** Trains for so few steps that a test can wait for it. */
  static Cli train(Path folder, int steps, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("train", "-o", folder, "--steps", steps));
    arguments.addAll(List.of(more));
    return ok(arguments.toArray());
  }
}
