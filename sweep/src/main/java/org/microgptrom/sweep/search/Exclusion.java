package org.microgptrom.sweep.search;

import org.microgptrom.sweep.plan.Point;

/**
 * A point that is not tried.
 *
 * @param kind of the reason, in few words, by which exclusions are counted
 * @param reason the whole of it
 */
public record Exclusion(Point point, String kind, String reason) {}
