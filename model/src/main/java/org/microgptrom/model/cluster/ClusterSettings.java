package org.microgptrom.model.cluster;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Which cluster is meant.
 *
 * @param option that named it, for errors
 * @param master where it is asked for
 * @param name of the work, as the cluster shows it
 * @param properties of the software that drives it
 * @param notes is told of processes that are lost
 */
public record ClusterSettings(
    String option,
    String master,
    String name,
    Map<String, String> properties,
    Consumer<String> notes) {
  /** Copies the properties. */
  public ClusterSettings {
    properties = Map.copyOf(properties);
  }
}
