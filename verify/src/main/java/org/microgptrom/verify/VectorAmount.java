package org.microgptrom.verify;

import java.util.ArrayList;
import java.util.List;
import org.microgptrom.bundle.finding.Check;
import org.microgptrom.bundle.finding.Difference;
import org.microgptrom.bundle.finding.FileFault;
import org.microgptrom.model.attestation.Statement;
import org.microgptrom.model.fixed.Sampler;
import org.microgptrom.model.rom.Vectors;

/**
 * Checks that the golden vectors are as many as the token budget of the provenance gives, which
 * docs/formats.md defines: vectors that agree with the ROMs but were cut to a few lines prove
 * little.
 */
final class VectorAmount {
  static final String NAME = "amount";

  /** The number of temperatures among which half of the budget is shared. */
  private static final int MOST_RUNS = 4;

  private final int context;
  private long forced;
  private final List<Vectors.Sampled> runs = new ArrayList<>();

  VectorAmount(int context) {
    this.context = context;
  }

  void add(Vectors.TeacherForced vector) {
    forced += vector.tokens().size();
  }

  void add(Vectors.Sampled run) {
    runs.add(run);
  }

  /** The check of the vectors that were added against a budget of tokens. */
  Check check(int budget) {
    int half = budget / 2;
    long awaited = Math.max(1, Math.min(MOST_RUNS, Math.max(1, half) / context));
    long share = Math.max(1, half) / awaited;
    List<Difference> faults = new ArrayList<>();
    if (forced + context <= half) {
      faults.add(fault(Vectors.TEACHER_FORCED, "tokens", forced, half - context + 1L, budget));
    }
    if (runs.size() < awaited) {
      faults.add(fault(Vectors.SAMPLED, "runs", runs.size(), awaited, budget));
    }
    for (Vectors.Sampled run : runs) {
      long tokens = run.sequences().stream().mapToLong(each -> each.tokens().size()).sum();
      if (run.scale() != Sampler.GREEDY && tokens + context <= share) {
        String what = "tokens of the run with scale " + run.scale();
        faults.add(fault(Vectors.SAMPLED, what, tokens, share - context + 1, budget));
      }
    }
    return Check.of(
        VectorChecks.SUITE,
        NAME,
        2L + runs.size(),
        faults.size(),
        faults.isEmpty() ? null : faults.get(0));
  }

  private static Difference fault(String file, String what, long is, long least, int budget) {
    return FileFault.of(
        file,
        "holds %d %s, at least %d expected for the %d tokens that %s records"
            .formatted(is, what, least, budget, Statement.FILE));
  }
}
