package org.microgptrom.quantize.evaluation;

import java.util.Arrays;
import java.util.List;

/** Keeps all logits of some sequences, from a source that takes long to compute them. */
public final class RecordedLogits implements LogitSource {
  private final double[][][] logits; // (sequences)(positions)(vocabulary)

  private RecordedLogits(double[][][] logits) {
    this.logits = logits;
  }

  /** Runs the sequences once and keeps their logits. */
  public static RecordedLogits of(LogitSource source, List<int[]> sequences) {
    double[][][] logits =
        sequences.stream().map(s -> new double[s.length][]).toArray(double[][][]::new);
    source.run(sequences, (i, position, values) -> logits[i][position] = values.clone());
    return new RecordedLogits(logits);
  }

  /** Hands on the kept logits; the sequences must be those that were recorded. */
  @Override
  public void run(List<int[]> sequences, Visitor visitor) {
    for (int i = 0; i < sequences.size(); i++) {
      for (int position = 0; position < sequences.get(i).length; position++) {
        visitor.logits(i, position, logits[i][position]);
      }
    }
  }

  /** The number of logits. */
  public long count() {
    return Arrays.stream(logits).flatMap(Arrays::stream).mapToLong(values -> values.length).sum();
  }

  /** The number of logits that differ from another recording of the same sequences. */
  public long differences(RecordedLogits other) {
    long differences = 0;
    for (int i = 0; i < logits.length; i++) {
      for (int position = 0; position < logits[i].length; position++) {
        double[] here = logits[i][position];
        double[] there = other.logits[i][position];
        for (int v = 0; v < here.length; v++) {
          differences += here[v] == there[v] ? 0 : 1;
        }
      }
    }
    return differences;
  }
}
