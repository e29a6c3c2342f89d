package org.microgptrom.board.project;

import java.util.List;

/**
 * One program of a build, run in the project's folder.
 *
 * @param program its name
 * @param arguments none of which a shell would take for anything else
 */
record Command(String program, List<String> arguments) {
  Command {
    arguments = List.copyOf(arguments);
  }

  /** The command as a line of a shell script. */
  String line() {
    return program + " " + String.join(" ", arguments);
  }
}
