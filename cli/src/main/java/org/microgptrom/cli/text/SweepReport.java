package org.microgptrom.cli.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.Provenance.CorpusId;
import org.microgptrom.model.ToolVersion;
import org.microgptrom.sweep.Finalist;
import org.microgptrom.sweep.Outcome;
import org.microgptrom.sweep.Row;
import org.microgptrom.sweep.plan.SweepPlan;
import org.microgptrom.sweep.search.Exclusion;

/**
 * The facts of a sweep.
 *
 * @param corpus of all trials, with its split
 * @param best the model that is recommended; null where none keeps the limits
 * @param rows the candidates that were tried, the best first
 * @param untried number of candidates that the search did not draw
 * @param exclusions of points that were not tried
 * @param finalists the circuits of the best models; null if none were asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SweepReport(
    String tool,
    CorpusId corpus,
    SweepPlan plan,
    @Nullable Best best,
    Outcome.Fronts fronts,
    List<Row> rows,
    int untried,
    List<Exclusion> exclusions,
    @Nullable List<Finalist> finalists) {
  /** The file of a sweep's folder that holds the report. */
  public static final String FILE = "sweep.json";

  /**
   * The recommended model.
   *
   * @param key of its trial
   * @param lanes number of multipliers of its bundle
   * @param streams number of sequences that its circuit interleaves
   * @param commands that make the same
   * @param manifestSha256 digest of its bundle's manifest
   * @param passed whether the bundle was verified
   */
  public record Best(
      String key, int lanes, int streams, String commands, String manifestSha256, boolean passed) {
    /** The file beside the bundle that holds this. */
    public static final String FILE = "best.json";

    /** What the file begins with. */
    public static final String FIRST_KEY = "key";

    /** The model among those that were tried. */
    public Outcome.Member member() {
      return new Outcome.Member(key, lanes, streams);
    }
  }

  /** The report of an outcome. */
  public static SweepReport of(CorpusId corpus, Outcome outcome, @Nullable Best best) {
    return new SweepReport(
        ToolVersion.current(),
        corpus,
        outcome.plan(),
        best,
        outcome.fronts(),
        outcome.rows(),
        outcome.untried(),
        outcome.exclusions(),
        outcome.finalists());
  }
}
