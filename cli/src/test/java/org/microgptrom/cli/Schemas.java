package org.microgptrom.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The schemas of docs/schemas, and networknt's validator for them. */
final class Schemas {
  static final Path FOLDER = Path.of("..", "docs", "schemas");
  static final String META_SCHEMA = SpecificationVersion.DRAFT_2020_12.getDialectId();
  static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Schemas::text));

  private static final ObjectMapper JSON = new ObjectMapper();

  private Schemas() {}

  /** What is wrong with facts, by the schema of this name. */
  static List<String> errors(String name, JsonNode facts) {
    Path file = FOLDER.resolve(name + ".schema.json").toAbsolutePath().normalize();
    return REGISTRY.getSchema(SchemaLocation.of(file.toUri().toString())).validate(facts).stream()
        .map(Error::toString)
        .toList();
  }

  /** The schema of this name; null for those that the validator has itself. */
  private static String text(String iri) {
    return iri.startsWith("file:") ? tree(Path.of(URI.create(iri))).toString() : null;
  }

  static JsonNode tree(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Plants a key that nobody knows into each object, and takes away each key that must be there.
   */
  static int requireStrict(String schema, JsonNode facts) {
    int refused = 0;
    for (ObjectNode object : objects(facts, new ArrayList<>())) {
      object.put("unheard_of", true);
      assertFalse(errors(schema, facts).isEmpty(), () -> schema + " knows all: " + object);
      object.remove("unheard_of");
      refused++;
    }
    for (String key : required(schema)) {
      JsonNode value = ((ObjectNode) facts).remove(key);
      assertFalse(errors(schema, facts).isEmpty(), () -> schema + " does without " + key);
      ((ObjectNode) facts).set(key, value);
      refused++;
    }
    return refused;
  }

  /** At most 3 elements of each list, which are alike. */
  private static List<ObjectNode> objects(JsonNode node, List<ObjectNode> found) {
    if (node instanceof ObjectNode object) {
      found.add(object);
    }
    int taken = 0;
    for (JsonNode child : node) {
      if (!node.isArray() || taken++ < 3) {
        objects(child, found);
      }
    }
    return found;
  }

  private static List<String> required(String schema) {
    List<String> keys = new ArrayList<>();
    tree(FOLDER.resolve(schema + ".schema.json"))
        .path("required")
        .forEach(key -> keys.add(key.asText()));
    return keys;
  }
}
