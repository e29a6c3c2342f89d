package org.microgptrom.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.microgptrom.model.io.AtomicOutput;
import picocli.CommandLine.Option;

/** The file that takes a command's facts for programs to read. */
final class JsonFile {
  @Option(names = "--json", paramLabel = "FILE", description = "Write all facts as JSON.")
  private Path json;

  /** Writes the facts if they are wanted. */
  void write(byte[] facts) {
    if (json != null) {
      AtomicOutput.file(json, partial -> Files.write(partial, facts));
    }
  }
}
