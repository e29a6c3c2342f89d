package org.microgptrom.simulate.tool;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.microgptrom.rtl.tools.HdlTool;

/** A way to run the bench. */
public interface Simulator {
  /** The programs that take part, each with its version. */
  List<String> tools();

  /**
   * Compiles bench and circuit.
   *
   * @param traced whether waveforms and, from sources, the words of all sites are wanted
   * @throws BuildException if a tool refuses the circuit
   */
  Build build(Workspace workspace, boolean traced) throws IOException, BuildException;

  /** A compiled bench. */
  @FunctionalInterface
  interface Build {
    /**
     * Simulates.
     *
     * <p>Runs the bench.
     *
     * @param plusArguments arguments such as {@code +stimulus=FILE}, with paths relative to the
     *     workspace
     */
    HdlTool.Result run(List<String> plusArguments) throws IOException;
  }

  /** The exception for a circuit that a tool refuses. */
  final class BuildException extends Exception {
    private static final long serialVersionUID = 1L;

    BuildException(String message) {
      super(message);
    }

    /** Throws the tool's own words if it failed. */
    static void check(HdlTool tool, HdlTool.Result result) throws BuildException {
      if (!result.succeeded()) {
        throw new BuildException(
            tool.name()
                + " failed with exit code "
                + result.exitCode()
                + lastWords(result)
                + (result.assertion().isEmpty() ? "" : "\n  this is a fault of " + tool.version()));
      }
    }

    /** The first lines about errors of a tool's output or else its last ones, each indented. */
    public static String lastWords(HdlTool.Result result) {
      List<String> lines = result.output().lines().filter(line -> !line.isBlank()).toList();
      List<String> errors =
          lines.stream().filter(line -> line.toLowerCase(Locale.ROOT).contains("error")).toList();
      StringBuilder text = new StringBuilder();
      (errors.isEmpty() ? lines.subList(Math.max(0, lines.size() - 10), lines.size()) : errors)
          .stream()
              .limit(10)
              .map(line -> line.length() > 200 ? line.substring(0, 200) : line)
              .forEach(line -> text.append("\n  ").append(line));
      return text.toString();
    }
  }
}
