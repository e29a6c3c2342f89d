package org.microgptrom.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.microgptrom.board.project.BoardPatch;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.Console;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.Written;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "patch",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Puts the model of a bundle into the bitstream of another one of the same circuit, without"
            + " place and route.",
    footer = {
      "",
      "The bitstream lies in the folder build of a project that board wrote. Needs iceunpack and"
          + " icepack, or ecpunpack and ecppack, on the PATH. The new bitstream is read back, and"
          + " not written if a word differs.",
      "",
      "Examples:",
      "  microgpt-rom patch icebreaker/build/microgpt.bin lanes1b -o names.bin",
      "  microgpt-rom patch old.bit out/bundle --placement ulx3s/build/placed.json -o new.bit"
    })
public final class PatchCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      index = "0",
      paramLabel = "BITSTREAM",
      description = "A bitstream for iCE40 (.bin, .asc) or ECP5 (.bit, .config).")
  private Path bitstream;

  @Parameters(
      index = "1",
      paramLabel = "BUNDLE",
      description = "A bundle folder, .tar.gz or .zip, or the folder of run.")
  private Path bundle;

  @Option(
      names = "--placement",
      paramLabel = "FILE",
      description = "The router's placed.json in the project (default: beside BITSTREAM).")
  private @Nullable Path placement;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The new bitstream, of the same kind as BITSTREAM.")
  @Written
  private Path output;

  @Override
  public Integer call() throws IOException {
    Console console = common.console();
    BoardPatch.Result result;
    try (Bundle opened = Bundle.open(RunFolder.bundleIn(bundle))) {
      result = BoardPatch.of(bitstream, placement, opened).writeTo(output);
    }
    long bits =
        result.summary().roms().stream().mapToLong(rom -> rom.bits() + rom.logicBits()).sum();
    console.result(
        String.format(
            Locale.ROOT,
            "%d memories, %,d bits, of which %,d changed; read back without a difference",
            result.summary().roms().size(),
            bits,
            result.changed()));
    console.result("wrote " + output);
    return ExitCode.OK;
  }
}
