package org.microgptrom.cli.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.cli.artifact.RunFolder;
import org.microgptrom.cli.console.ExitCode;
import org.microgptrom.cli.console.Version;
import org.microgptrom.cli.option.CommonOptions;
import org.microgptrom.cli.option.Written;
import org.microgptrom.model.io.AtomicOutput;
import org.microgptrom.model.io.Figures;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.report.live.LiveModel;
import org.microgptrom.report.page.ReportPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Writes a page in which a browser runs the model as the circuit does: what comes next,"
            + " attention, the ROM words that are read, and the texts that 'sample' draws.",
    footer = {
      "",
      "The page needs no network and no other file. It holds the words of the ROMs: about 55 kB for",
      "4,192 parameters of 16 bits, 2.7 MB for a million, and at most 32 MB.",
      "",
      "Examples:",
      "  microgpt-rom demo out -o demo.html",
      "  microgpt-rom demo names.tar.gz -o names.html"
    })
public final class DemoCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "BUNDLE",
      description = "A bundle: a folder, .tar.gz or .zip, or the folder of run.")
  private Path path;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "demo.html",
      description = "Where to write (default: ${DEFAULT-VALUE}).")
  @Written
  private Path output;

  @Override
  public Integer call() {
    byte[] page;
    try (Bundle bundle = Bundle.open(RunFolder.bundleIn(path))) {
      Manifest manifest = bundle.manifest();
      LiveModel.requireSmall(path.toString(), manifest.config(), manifest.formats().codes());
      LiveModel live = LiveModel.of(manifest, BundleModel.read(bundle));
      page = ReportPage.demo(live).getBytes(StandardCharsets.UTF_8);
    }
    AtomicOutput.file(output, partial -> Files.write(partial, page));
    common.console().result("wrote " + output + ", " + Figures.count(page.length) + " bytes");
    return ExitCode.OK;
  }
}
