package org.microgptrom.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of microgpt-rom that is running, as artifacts record it. */
public final class ToolVersion {
  private static final String VERSION = load();

  private ToolVersion() {}

  /** The program's name and version: {@code microgpt-rom 0.1.0}. */
  public static String current() {
    return "microgpt-rom " + VERSION;
  }

  private static String load() {
    try (InputStream in = ToolVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
