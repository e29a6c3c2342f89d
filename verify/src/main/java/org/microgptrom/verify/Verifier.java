package org.microgptrom.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.microgptrom.bundle.Bundle;
import org.microgptrom.bundle.BundleModel;
import org.microgptrom.bundle.RomContents;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.model.cluster.Cluster;
import org.microgptrom.model.fixed.QuantizedModel;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Progress;
import org.microgptrom.model.rom.Layout;
import org.microgptrom.model.rom.Manifest;
import org.microgptrom.simulate.result.CircuitRun;
import org.microgptrom.verify.campaign.CampaignOptions;
import org.microgptrom.verify.campaign.ShardReport;
import org.microgptrom.verify.report.Counts;
import org.microgptrom.verify.report.VerificationReport;
import org.microgptrom.verify.rtl.RtlChecks;
import org.microgptrom.verify.rtl.RtlOptions;
import org.microgptrom.verify.trace.TraceReplay;

/**
 * The verify stage: all checks of one bundle, in their order. They prove that a bundle is whole and
 * agrees with itself and the arithmetic; the lineage that it claims, and the origin of its words,
 * are checked only against {@link Evidence}, and are reported as not checked without it.
 */
public final class Verifier {
  private final Bundle bundle;
  private final Manifest manifest;
  private final RtlChecks rtl;
  private final Evidence evidence;
  private final Optional<Path> trace;
  private final Progress progress;
  private final List<Check> checks = new ArrayList<>();

  private Verifier(
      Bundle bundle, RtlChecks rtl, Evidence evidence, Optional<Path> trace, Progress progress) {
    this.bundle = bundle;
    this.manifest = bundle.manifest();
    this.rtl = rtl;
    this.evidence = evidence;
    this.trace = trace;
    this.progress = progress;
  }

  /**
   * Verifies a bundle, which is a folder or an archive. Content that disagrees makes the verdict a
   * failure.
   *
   * @throws InputException if there is no bundle to verify: a missing one, an incomplete one, or an
   *     archive that is damaged or unsafe to unpack
   */
  public static VerificationReport verify(Path path, Progress progress) {
    try (Bundle bundle = Bundle.open(path)) {
      return verify(bundle, RtlOptions.NONE, Evidence.NONE, Optional.empty(), progress);
    }
  }

  /**
   * Verifies a bundle as {@link #verify(Path, Progress)} does, simulates the circuit, which means
   * to run the bundle's SystemVerilog on this machine, and replays recorded steps.
   *
   * @param evidence to compare with the bundle's provenance
   * @param trace recorded steps, if there are any
   * @throws InputException also if a required tool is not installed, or the trace does not belong
   *     to this bundle's circuit
   */
  public static VerificationReport verify(
      Bundle bundle,
      RtlOptions options,
      Evidence evidence,
      Optional<Path> trace,
      Progress progress) {
    return guarded(
        bundle,
        () ->
            new Verifier(bundle, new RtlChecks(options), evidence, trace, progress)
                .run(new RomContents(bundle)));
  }

  /** As {@link #verify(Path, Progress)}, of images that were read, and simulates the circuit. */
  public static VerificationReport verify(
      Bundle bundle, RomContents contents, RtlOptions options, Progress progress) {
    return guarded(
        bundle,
        () ->
            new Verifier(bundle, new RtlChecks(options), Evidence.NONE, Optional.empty(), progress)
                .run(contents));
  }

  /**
   * Verifies a bundle as {@link #verify(Path, Progress)} does, and compares many tokens, of the
   * models of the two layouts or of the simulated circuit.
   *
   * @param cluster that compares the tokens; empty for this machine
   * @return the report of the shard, which may be the whole campaign
   * @throws InputException also if a required tool is not installed, the trace does not belong to
   *     this bundle's circuit, or the state file is another campaign's
   */
  public static ShardReport campaign(
      Bundle bundle,
      RtlOptions options,
      Evidence evidence,
      Optional<Path> trace,
      CampaignOptions campaign,
      Optional<Cluster> cluster,
      Progress progress) {
    return guarded(
        bundle,
        () ->
            new Verifier(bundle, new RtlChecks(options), evidence, trace, progress)
                .runCampaign(campaign, cluster));
  }

  /** Something that reads a bundle. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T guarded(Bundle bundle, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new InputException(bundle.path(), "cannot be read: " + e.getMessage(), "", e);
    } catch (UncheckedIOException e) {
      String message = Objects.requireNonNull(e.getCause()).getMessage();
      throw new InputException(bundle.path(), "cannot be read: " + message, "", e);
    }
  }

  private VerificationReport run(RomContents contents) throws IOException {
    Rebuilt rebuilt = checkBundle(contents);
    rtl.run(bundle, rebuilt.model(Layout.TENSOR), progress);
    checks.addAll(rtl.checks());
    return report(rebuilt, rtl.runs());
  }

  private ShardReport runCampaign(CampaignOptions options, Optional<Cluster> cluster)
      throws IOException {
    Rebuilt rebuilt = checkBundle(new RomContents(bundle));
    CampaignChecks campaign = new CampaignChecks(bundle, rebuilt.models, rtl, options);
    campaign.run(cluster, progress);
    checks.addAll(campaign.left());
    return new ShardReport(campaign.plan(), report(rebuilt, Optional.empty()), campaign.results());
  }

  /** The models that the images make, and how much of the golden vectors was computed again. */
  private record Rebuilt(Map<Layout, QuantizedModel> models, Counts.Vectors vectors) {
    Optional<QuantizedModel> model(Layout layout) {
      return Optional.ofNullable(models.get(layout));
    }
  }

  /** Runs all checks but those of the circuit and of campaigns. */
  private Rebuilt checkBundle(RomContents contents) throws IOException {
    checks.addAll(new DigestChecks(bundle, progress).run());
    checks.addAll(ProvenanceChecks.run(bundle, evidence));
    checks.addAll(new ImageChecks(bundle, contents, progress).run());
    checks.addAll(PlaceholderChecks.run(bundle, contents));
    checks.add(TableCheck.run(manifest, contents));
    checks.add(LayoutCheck.run(manifest, contents));
    Map<Layout, QuantizedModel> models = models(contents);
    checks.addAll(MaterialChecks.run(manifest, contents, evidence));
    VectorChecks vectors = new VectorChecks(bundle, models, progress);
    checks.addAll(vectors.run());
    checks.addAll(CircuitCheck.run(bundle, contents));
    Rebuilt rebuilt = new Rebuilt(models, vectors.counts());
    FirstLayerCheck.run(manifest.memoryMap(), contents, rebuilt.model(Layout.TENSOR))
        .ifPresent(checks::add);
    trace.ifPresent(file -> checks.add(replay(file, rebuilt.model(Layout.TENSOR))));
    return rebuilt;
  }

  private VerificationReport report(Rebuilt rebuilt, Optional<List<CircuitRun>> runs)
      throws IOException {
    return VerificationReport.of(
        bundle.manifestSha256(),
        manifest.config(),
        counts(rebuilt.vectors),
        runs.orElse(null),
        null,
        checks);
  }

  /** The models of the layouts that can be rebuilt, if the tables are those of the arithmetic. */
  private Map<Layout, QuantizedModel> models(RomContents contents) {
    Map<Layout, QuantizedModel> models = new EnumMap<>(Layout.class);
    boolean tablesPassed =
        checks.stream()
            .filter(check -> check.suite().equals(TableCheck.SUITE))
            .allMatch(check -> check.outcome() == Check.Outcome.PASSED);
    for (Layout layout : List.of(Layout.TENSOR, Layout.LANES)) {
      String name = "model from " + VectorChecks.name(layout) + " images";
      if (!tablesPassed || !contents.has(layout)) {
        checks.add(
            Check.skipped(LayoutCheck.SUITE, name, "images that it needs are damaged or wrong"));
        continue;
      }
      Difference difference = null;
      try {
        models.put(layout, BundleModel.rebuild(manifest, layout, contents));
      } catch (IllegalArgumentException e) {
        difference = FileFault.of(Manifest.FILE, "no model has these parts: " + e.getMessage());
      }
      long values = manifest.config().parameterCount();
      checks.add(Check.of(LayoutCheck.SUITE, name, values, difference == null ? 0 : 1, difference));
    }
    return models;
  }

  private static Check replay(Path trace, Optional<QuantizedModel> model) {
    return model
        .map(known -> TraceReplay.run(trace, new GoldenCore(known)).check())
        .orElseGet(
            () ->
                Check.skipped(
                    VerificationReport.TRACE,
                    trace.getFileName().toString(),
                    "there is no such model"));
  }

  private Counts counts(Counts.Vectors vectors) {
    Map<String, Long> values = new LinkedHashMap<>();
    manifest
        .memoryFormats()
        .forEach(f -> values.put(ImageChecks.suite(f), compared(ImageChecks.suite(f))));
    return new Counts(
        (long) manifest.files().size() + bundle.unlisted().size(),
        (long) manifest.memoryFormats().size() * manifest.memoryMap().images().size(),
        values,
        values.values().stream().mapToLong(Long::longValue).sum(),
        compared(TableCheck.SUITE),
        checks.stream()
            .filter(check -> check.name().equals(LayoutCheck.NAME))
            .mapToLong(Check::compared)
            .sum(),
        vectors,
        checks.stream().mapToLong(Check::mismatches).sum());
  }

  private long compared(String suite) {
    return checks.stream()
        .filter(check -> check.suite().equals(suite))
        .mapToLong(Check::compared)
        .sum();
  }
}
