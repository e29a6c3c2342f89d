package org.microgptrom.cli.console;

import org.microgptrom.model.ToolVersion;
import picocli.CommandLine.IVersionProvider;

/**
 * The lines that {@code --version} prints: the program, the Java machine and the operating system.
 */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      ToolVersion.current(), "Java " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }
}
