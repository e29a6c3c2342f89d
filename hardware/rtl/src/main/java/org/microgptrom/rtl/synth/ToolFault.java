package org.microgptrom.rtl.synth;

import java.util.Optional;
import org.microgptrom.model.io.InputException;
import org.microgptrom.rtl.tools.HdlTool;

/** Makes the error for a tool that fails. */
public final class ToolFault {
  private ToolFault() {}

  /**
   * The error for a tool that failed: the circuit is at fault or, if the tool stopped in an
   * assertion, the tool.
   *
   * @param job what the tool was to do, such as {@code elaborate the circuit}
   * @param log what the tool has printed
   */
  public static InputException of(HdlTool tool, String job, HdlTool.Result result, String log) {
    Optional<String> assertion = result.assertion();
    return assertion.isEmpty()
        ? new InputException(tool.name(), "can't " + job, RouterLog.error(log))
        : new InputException(
            tool.name(),
            "stopped in an assertion of its own and could not " + job + ": " + assertion.get(),
            "this is a fault of "
                + tool.version()
                + ", which shows with few circuits: try another release of it, or another circuit of"
                + " the same model, pack --lanes with another number");
  }
}
