package org.microgptrom.report.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that the page of a sweep shows.
 *
 * @param tool version that made it
 * @param title of the page
 * @param subtitle what was swept, in words
 * @param recommendation the best model in words
 * @param commands that make it; null where none is recommended
 * @param finalists the circuits of the best models; null if none were tried
 * @param charts the fronts, each with the table that says the same
 * @param trials all models that were tried
 * @param excluded the points that were not; null if there are none
 */
public record SweepPage(
    String tool,
    String title,
    String subtitle,
    String recommendation,
    @Nullable String commands,
    @Nullable Table finalists,
    List<Chart> charts,
    Table trials,
    @Nullable Table excluded) {
  /**
   * A chart of models.
   *
   * @param front the models that nothing is better than
   * @param commands that make each of these, in their order, with the name of the model
   */
  public record Chart(Scatter scatter, Table front, List<Commands> commands) {
    /** Copies the list. */
    public Chart {
      commands = List.copyOf(commands);
    }
  }

  /** The commands that make a model. */
  public record Commands(String model, String text) {}

  /** Copies the list. */
  public SweepPage {
    charts = List.copyOf(charts);
  }
}
