package org.microgptrom.verify.campaign;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.microgptrom.model.io.OutputLock;
import org.microgptrom.model.io.Progress;

/**
 * Runs the chunks of one shard, several at once, and keeps the finished ones in a file, which no
 * other process writes meanwhile.
 */
public final class Campaign implements AutoCloseable {
  private final CampaignPlan plan;
  private final Optional<Path> stateFile; // empty for none
  private final Optional<OutputLock> lock; // of the state file
  private final Duration saveInterval;
  private final Progress progress;
  private final Map<String, SortedMap<Integer, ChunkResult>> finished = new LinkedHashMap<>();
  private long lastSave = System.nanoTime();

  /**
   * A campaign; finished chunks of an earlier process are taken over.
   *
   * @param stateFile where finished chunks are kept; empty for nowhere
   * @throws org.microgptrom.model.io.InputException if the file is damaged, another campaign's, or
   *     written by another process
   */
  public Campaign(
      CampaignPlan plan, Optional<Path> stateFile, Duration saveInterval, Progress progress) {
    this.plan = plan;
    this.stateFile = stateFile;
    this.saveInterval = saveInterval;
    this.progress = progress;
    plan.targets().forEach(target -> finished.put(target.label(), new TreeMap<>()));
    this.lock = stateFile.map(OutputLock::of);
    try {
      stateFile.ifPresent(this::takeOver);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void takeOver(Path file) {
    for (TargetResults of : CampaignState.read(file, plan)) {
      of.chunks().forEach(chunk -> finished(of.target()).put(chunk.chunk(), chunk));
    }
  }

  /** Runs all chunks of a target that are not finished. */
  public void run(String target, ChunkBackend backend) throws IOException {
    SortedMap<Integer, ChunkResult> done = finished(target);
    List<Integer> left = new ArrayList<>(plan.ofShard());
    final long total = left.stream().mapToLong(plan::tokensOf).sum();
    left.removeAll(done.keySet());
    long[] tokens = {total - left.stream().mapToLong(plan::tokensOf).sum()};
    try {
      backend.run(
          left.stream().map(chunk -> new ChunkBackend.Chunk(chunk, plan.tokensOf(chunk))).toList(),
          result -> {
            done.put(result.chunk(), result);
            tokens[0] += plan.tokensOf(result.chunk());
            progress.at("campaign, " + target, tokens[0], total);
            if (System.nanoTime() - lastSave >= saveInterval.toNanos()) {
              save();
            }
          });
    } finally {
      save();
    }
  }

  private SortedMap<Integer, ChunkResult> finished(String target) {
    return Objects.requireNonNull(finished.get(target), target);
  }

  private void save() {
    stateFile.ifPresent(file -> CampaignState.write(file, plan, results()));
    lastSave = System.nanoTime();
  }

  /** The results of the finished chunks, by target. */
  public List<TargetResults> results() {
    return finished.entrySet().stream()
        .map(of -> new TargetResults(of.getKey(), List.copyOf(of.getValue().values())))
        .toList();
  }

  /** Lets other processes write the file. */
  @Override
  public void close() {
    lock.ifPresent(OutputLock::close);
  }
}
