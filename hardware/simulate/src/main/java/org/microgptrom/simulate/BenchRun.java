package org.microgptrom.simulate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.microgptrom.model.io.Digests;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.TemporaryFolder;
import org.microgptrom.rtl.tools.HdlTool;
import org.microgptrom.simulate.result.ResultReader;
import org.microgptrom.simulate.stimulus.Sequence;
import org.microgptrom.simulate.tool.Simulator;

/**
 * One run of a compiled bench, with files of its own.
 *
 * @param build the compiled bench
 * @param folder where the bench runs
 * @param stimulus the name in the folder of the file with the sequences
 * @param result the name in the folder of the file that the bench writes
 */
public record BenchRun(Simulator.Build build, Path folder, String stimulus, String result) {
  /**
   * How a run ended.
   *
   * @param fault what went wrong with the tool itself
   * @param sha256 of what the bench wrote
   */
  public record Outcome(Optional<String> fault, String sha256) {
    /** Of a bench that wrote nothing. */
    public static Outcome nothing(String fault) {
      return new Outcome(Optional.of(fault), Digests.hex(Digests.sha256()));
    }
  }

  /**
   * Simulates sequences and has what comes out read.
   *
   * @param into one reader for each stream
   * @param more arguments for the bench
   * @throws InputException if the simulator is killed
   */
  public Outcome simulate(
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
    if (run.wasKilled()) {
      throw new InputException(
          "the simulator",
          "was killed (exit code " + run.exitCode() + ")",
          "if nobody did that, the memory ran out: free some, and start again");
    }
    if (!Files.exists(written)) {
      return Outcome.nothing("the bench wrote nothing" + Simulator.BuildException.lastWords(run));
    }
    Optional<String> fault =
        run.succeeded()
            ? Optional.empty()
            : Optional.of("exit code " + run.exitCode() + Simulator.BuildException.lastWords(run));
    return new Outcome(fault, read(written, into));
  }

  /** Has a file read, and takes its digest on the way. */
  private static String read(Path written, List<? extends ResultReader> into) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(written), digest);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
      ResultReader.read(lines, into);
    }
    return Digests.hex(digest);
  }
}
