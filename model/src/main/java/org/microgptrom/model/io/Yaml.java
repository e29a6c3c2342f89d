package org.microgptrom.model.io;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

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
    return Json.read(where, () -> FACTORY.createParser(utf8), type);
  }

  /**
   * Parses YAML text as {@link #parse} does, for records some of whose components may be left out,
   * which are null then.
   *
   * @throws InputException as {@link Json#parse}
   */
  public static <T> T parseSparse(Object where, byte[] utf8, Class<T> type) {
    return Json.readSparse(where, () -> FACTORY.createParser(utf8), type);
  }
}
