package org.microgptrom.verify.campaign;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.microgptrom.model.Artifacts;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;
import org.microgptrom.verify.report.VerificationReport;

/**
 * The report of a shard of a campaign, to be merged with those of the other shards.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param plan the campaign and the shard
 * @param base the bundle's other checks
 * @param results the shard's chunks by target; none if there was no model to compare
 */
public record ShardReport(
    String format,
    int version,
    CampaignPlan plan,
    VerificationReport base,
    List<TargetResults> results) {
  /** The value of {@code format} in a shard's report. */
  public static final String FORMAT = "microgpt-rom verification shard";

  /** The version of the report's keys. */
  public static final int VERSION = 1;

  /** Copies the list and requires that nothing is missing. */
  public ShardReport {
    if (plan == null || base == null || results == null) {
      throw new IllegalArgumentException("plan, base and results expected");
    }
    results = List.copyOf(results);
  }

  /** The report of a shard. */
  public ShardReport(CampaignPlan plan, VerificationReport base, List<TargetResults> results) {
    this(FORMAT, VERSION, plan, base, results);
  }

  /** The verification report of this shard alone. */
  public VerificationReport report() {
    return CompleteReport.of(base, plan, results);
  }

  /** The report as a JSON file. */
  public byte[] toJson() {
    return Json.pretty(this);
  }

  /**
   * The report that one run of the whole campaign would have given.
   *
   * @throws InputException if a file is no shard's report, the reports are not of one campaign, or
   *     a shard is missing or present twice
   */
  public static VerificationReport merge(List<Path> files) {
    SortedMap<Integer, ShardReport> shards = new TreeMap<>();
    for (Path file : files) {
      ShardReport shard = read(file);
      CampaignPlan of = shards.isEmpty() ? shard.plan : first(shards).plan;
      String difference =
          shard.plan.shard().count() == of.shard().count()
              ? of.with(Shard.WHOLE).difference(shard.plan.with(Shard.WHOLE))
              : "shards " + of.shard().count() + ", not " + shard.plan.shard().count();
      if (!difference.isEmpty()) {
        throw new InputException(
            file, "is of another campaign than " + files.get(0) + ": " + difference, "");
      }
      if (shards.put(shard.plan.shard().number(), shard) != null) {
        throw new InputException(
            file, "is shard " + shard.plan.shard() + ", which is there already", "");
      }
    }
    requireAll(shards);
    return CompleteReport.of(base(shards), first(shards).plan.with(Shard.WHOLE), results(shards));
  }

  private static ShardReport first(SortedMap<Integer, ShardReport> shards) {
    return shards.values().iterator().next();
  }

  private static ShardReport read(Path file) {
    ShardReport shard = Artifacts.readSparse(file, FORMAT, VERSION, ShardReport.class);
    for (TargetResults target : shard.results) {
      List<Integer> chunks = target.chunks().stream().map(ChunkResult::chunk).toList();
      if (!chunks.equals(shard.plan.ofShard())) {
        throw new InputException(
            file,
            "has not exactly the chunks of shard " + shard.plan.shard() + " for " + target.target(),
            "run the shard again");
      }
    }
    return shard;
  }

  private static void requireAll(SortedMap<Integer, ShardReport> shards) {
    Shard first = first(shards).plan.shard();
    List<Integer> missing = new ArrayList<>();
    for (int number = 1; number <= first.count(); number++) {
      if (!shards.containsKey(number)) {
        missing.add(number);
      }
    }
    if (!missing.isEmpty()) {
      throw new InputException(
          "verify merge",
          "shard " + missing.get(0) + "/" + first.count() + " is missing",
          missing.size() == 1 ? "" : "and " + (missing.size() - 1) + " more");
    }
  }

  /**
   * The report with the bundle's other checks, from a shard in which one of them failed, if there
   * is such a shard.
   */
  private static VerificationReport base(SortedMap<Integer, ShardReport> shards) {
    return shards.values().stream()
        .map(ShardReport::base)
        .filter(base -> !base.passed())
        .findFirst()
        .orElse(first(shards).base);
  }

  private static List<TargetResults> results(SortedMap<Integer, ShardReport> shards) {
    List<TargetResults> all = new ArrayList<>();
    for (TargetResults of : first(shards).results) {
      SortedMap<Integer, ChunkResult> chunks = new TreeMap<>();
      for (ShardReport shard : shards.values()) {
        shard.results.stream()
            .filter(each -> each.target().equals(of.target()))
            .flatMap(each -> each.chunks().stream())
            .forEach(chunk -> chunks.put(chunk.chunk(), chunk));
      }
      all.add(new TargetResults(of.target(), List.copyOf(chunks.values())));
    }
    return all;
  }
}
