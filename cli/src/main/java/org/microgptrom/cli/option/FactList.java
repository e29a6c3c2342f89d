package org.microgptrom.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.microgptrom.model.io.Json;

/**
 * Writes facts of which one list may be too long to hold: its elements are written as they are
 * found, each on a line of its own.
 */
public final class FactList {
  private final Writer out;
  private boolean empty = true;

  private FactList(Writer out) {
    this.out = out;
  }

  /** Finds the elements of the list. */
  @FunctionalInterface
  public interface Work {
    /**
     * Adds all elements.
     *
     * @return a record, whose components follow the list
     */
    Object find(FactList list);
  }

  /** Adds an element, a record. */
  public void add(Object element) {
    write((empty ? "\n    " : ",\n    ") + Json.line(element));
    empty = false;
  }

  /** Writes the components of a record, a list and the components of another record. */
  static void write(Writer out, Object head, String name, Work work) {
    FactList list = new FactList(out);
    list.write("{\n  " + components(head) + ",\n  \"" + name + "\": [");
    String tail = components(work.find(list));
    list.write((list.empty ? "]" : "\n  ]") + (tail.isEmpty() ? "" : ",\n  " + tail) + "\n}\n");
  }

  private static String components(Object facts) {
    String object = Json.line(facts);
    return object.substring(1, object.length() - 1);
  }

  private void write(String text) {
    try {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
