package org.microgptrom.rtl.synth;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.microgptrom.model.io.InputException;

/**
 * The speed of the routed design in the slowest corner that the router knows; of several clocks,
 * that of the one which is nearest to its limit.
 *
 * @param maxMhz the highest clock frequency, in MHz, greater than 0
 * @param from where the path that limits it starts: cell and port
 * @param to where the path ends
 * @param logicNs delay of the path's cells, in ns
 * @param routingNs delay of the path's wires, in ns
 * @param levels number of cells between start and end of the path
 */
public record Timing(
    double maxMhz, String from, String to, double logicNs, double routingNs, int levels) {
  private static final double UNIT = 1000;

  /** Reads the report that nextpnr writes. */
  static Timing read(Path report) {
    JsonTree root = JsonTree.read(report);
    Map.Entry<String, JsonTree> clock =
        root.at("fmax").entries().entrySet().stream()
            .min(Comparator.comparingDouble(entry -> share(entry.getValue())))
            .orElseThrow(() -> new InputException(report, "tells no frequency", ""));
    double maxMhz = clock.getValue().at("achieved").number();
    for (JsonTree path : root.at("critical_paths").items()) {
      String edge = path.at("from").text();
      if (edge.endsWith(" " + clock.getKey())
          && path.at("to").text().endsWith(" " + clock.getKey())) {
        return of(maxMhz, path.at("path").items());
      }
    }
    return new Timing(rounded(maxMhz), "", "", 0, 0, 0);
  }

  /** The frequency reached by a clock as a part of the one asked for. */
  private static double share(JsonTree clock) {
    return clock.at("achieved").number() / Math.max(clock.at("constraint").number(), 1);
  }

  private static Timing of(double maxMhz, List<JsonTree> steps) {
    double logic = 0;
    double routing = 0;
    int levels = 0;
    for (JsonTree step : steps) {
      double delay = step.at("delay").number();
      if (step.at("type").text().equals("routing")) {
        routing += delay;
      } else {
        logic += delay;
        levels += step.at("type").text().equals("logic") ? 1 : 0;
      }
    }
    return new Timing(
        rounded(maxMhz),
        place(steps.get(0).at("to")),
        place(steps.get(steps.size() - 1).at("to")),
        rounded(logic),
        rounded(routing),
        levels);
  }

  private static String place(JsonTree pin) {
    return pin.at("cell").text() + "." + pin.at("port").text();
  }

  private static double rounded(double value) {
    return Math.round(value * UNIT) / UNIT;
  }
}
