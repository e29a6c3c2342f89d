package org.microgptrom.model.io;

import java.nio.file.Path;
import java.util.Map;

/** Where this program keeps what it can make or fetch again. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * The folder unless the user names another: {@code $MICROGPT_ROM_CACHE}, else {@code
   * microgpt-rom} in {@code $XDG_CACHE_HOME} (ignored unless absolute, as the XDG Base Directory
   * Specification wants), else {@code .cache/microgpt-rom} in {@code home}.
   */
  public static Path of(Map<String, String> environment, Path home) {
    String own = environment.getOrDefault("MICROGPT_ROM_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    Path xdg = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    return (xdg.isAbsolute() ? xdg : home.resolve(".cache")).resolve("microgpt-rom");
  }
}
