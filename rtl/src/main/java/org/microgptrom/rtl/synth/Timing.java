package org.microgptrom.rtl.synth;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.io.Json;

/**
 * How fast the routed design is, for the slowest corner that the router knows.
 *
 * @param maxMhz the highest clock frequency, in MHz, greater than 0
 * @param from where the path that limits it starts: cell and port
 * @param to where it ends
 * @param logicNs what cells take of it, in ns
 * @param routingNs what wires take of it, in ns
 * @param levels cells between start and end
 */
public record Timing(
    double maxMhz, String from, String to, double logicNs, double routingNs, int levels) {
  private static final double UNIT = 1000;

  /** Reads the report that nextpnr writes. */
  static Timing read(Path report) {
    JsonNode root = Json.read(report, JsonNode.class);
    Map.Entry<String, JsonNode> clock =
        root.path("fmax").properties().stream()
            .findFirst()
            .orElseThrow(() -> new InputException(report, "tells no frequency", ""));
    double maxMhz = clock.getValue().path("achieved").asDouble();
    for (JsonNode path : root.path("critical_paths")) {
      String edge = path.path("from").asText();
      if (edge.endsWith(" " + clock.getKey())
          && path.path("to").asText().endsWith(" " + clock.getKey())) {
        return of(maxMhz, path.path("path"));
      }
    }
    return new Timing(rounded(maxMhz), "", "", 0, 0, 0);
  }

  private static Timing of(double maxMhz, JsonNode steps) {
    double logic = 0;
    double routing = 0;
    int levels = 0;
    for (JsonNode step : steps) {
      double delay = step.path("delay").asDouble();
      if (step.path("type").asText().equals("routing")) {
        routing += delay;
      } else {
        logic += delay;
        levels += step.path("type").asText().equals("logic") ? 1 : 0;
      }
    }
    return new Timing(
        rounded(maxMhz),
        place(steps.path(0).path("to")),
        place(steps.path(steps.size() - 1).path("to")),
        rounded(logic),
        rounded(routing),
        levels);
  }

  private static String place(JsonNode pin) {
    return pin.path("cell").asText() + "." + pin.path("port").asText();
  }

  private static double rounded(double value) {
    return Math.round(value * UNIT) / UNIT;
  }
}
