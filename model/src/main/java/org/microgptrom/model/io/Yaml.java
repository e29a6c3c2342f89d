package org.microgptrom.model.io;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
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
    requireNoAliases(where, utf8);
    return Json.read(where, () -> FACTORY.createParser(utf8), type);
  }

  /**
   * Parses YAML text as {@link #parse} does, for records some of whose components may be left out,
   * which are null then.
   *
   * @throws InputException as {@link Json#parse}
   */
  public static <T> T parseSparse(Object where, byte[] utf8, Class<T> type) {
    requireNoAliases(where, utf8);
    return Json.readSparse(where, () -> FACTORY.createParser(utf8), type);
  }

  /** Refuses {@code *name}, which the library would take for a text. */
  private static void requireNoAliases(Object where, byte[] utf8) {
    try (YAMLParser parser = FACTORY.createParser(utf8)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          JsonLocation at = parser.currentTokenLocation();
          throw new InputException(
              where + ":" + at.getLineNr() + ":" + at.getColumnNr(),
              "has the alias *" + parser.getText() + ", and aliases are not followed",
              "write the value itself");
        }
      }
    } catch (JsonProcessingException e) {
      throw JsonFault.of(where, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
