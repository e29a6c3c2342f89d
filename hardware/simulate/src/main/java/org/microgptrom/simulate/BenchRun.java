package org.microgptrom.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.simulate.result.ResultReader;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Simulator;

/**
 * One run of a compiled bench, with files of its own.
 *
 * @param build the bench
 * @param folder where it runs
 * @param stimulus the name there of the file with the sequences
 * @param result the name there of the file that the bench writes
 */
public record BenchRun(Simulator.Build build, Path folder, String stimulus, String result) {
  /**
   * Simulates sequences and has what comes out read.
   *
   * @param into one reader for each stream
   * @param more arguments for the bench
   * @return what went wrong with the tool itself; empty if nothing
   */
  public Optional<String> simulate(
      List<Sequence> sequences, List<? extends ResultReader> into, List<String> more)
      throws IOException {
    List<String> lines = sequences.stream().map(Sequence::line).toList();
    TemporaryFolder.guard(
        () -> Files.write(folder.resolve(stimulus), lines, StandardCharsets.US_ASCII));
    Path written = folder.resolve(result);
    Files.deleteIfExists(written);
    List<String> arguments = new ArrayList<>(List.of("+stimulus=" + stimulus, "+result=" + result));
    arguments.addAll(more);
    HdlTool.Result run = build.run(arguments);
    if (!Files.exists(written)) {
      return Optional.of("the bench wrote nothing" + Simulator.BuildException.lastWords(run));
    }
    for (ResultReader stream : into) {
      try (BufferedReader reader = Files.newBufferedReader(written, StandardCharsets.ISO_8859_1)) {
        stream.read(reader);
      }
    }
    return run.succeeded()
        ? Optional.empty()
        : Optional.of("exit code " + run.exitCode() + Simulator.BuildException.lastWords(run));
  }
}
