package org.microgptrom.model.fixed;

import org.microgptrom.model.Site;

/** Takes the words of every {@link Site}, in the order of {@link GoldenSimulator.Observer}. */
@FunctionalInterface
public interface LaneObserver {
  /**
   * Takes the words of a site for tokens that follow those of the last call for this site.
   *
   * @param layer may be {@link Site#NO_LAYER}
   * @param words of shape (the site's size, lanes), in the site's format; reused after the call
   * @param lanes how many are in use
   */
  void values(Site site, int layer, int[][] words, int lanes);
}
