package org.microgptrom.model.io;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads YAML that people write into records as strictly as {@link Json}. */
public final class Yaml {
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Yaml() {}

  /**
   * Parses YAML text into {@code type}; {@code where} names its origin in errors.
   *
   * @throws InputException as {@link Json#parse}
   */
  public static <T> T parse(Object where, byte[] utf8, Class<T> type) {
    requirePlain(where, utf8, true);
    return Json.read(where, () -> FACTORY.createParser(utf8), type);
  }

  /**
   * Parses YAML text as {@link #parse} does, for records some of whose components may be left out,
   * which are null then; who leaves one out does not write null.
   *
   * @throws InputException as {@link Json#parse}
   */
  public static <T> T parseSparse(Object where, byte[] utf8, Class<T> type) {
    requirePlain(where, utf8, false);
    return Json.readSparse(where, () -> FACTORY.createParser(utf8), type);
  }

  private static String place(Object where, YAMLParser parser) {
    JsonLocation at = parser.currentTokenLocation();
    return where + ":" + at.getLineNr() + ":" + at.getColumnNr();
  }

  /** Refuses {@code *name}, which the library would take for a text, and null if told so. */
  private static void requirePlain(Object where, byte[] utf8, boolean allowsNull) {
    try (YAMLParser parser = FACTORY.createParser(utf8)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (parser.isCurrentAlias()) {
          throw new InputException(
              place(where, parser),
              "has the alias *" + parser.getText() + ", and aliases are not followed",
              "write the value itself");
        }
        if (token == JsonToken.VALUE_NULL && !allowsNull) {
          throw new InputException(
              place(where, parser),
              "key " + parser.currentName() + ": is null, a value expected",
              "leave the key out");
        }
      }
    } catch (JsonProcessingException e) {
      throw JsonFault.of(where, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
