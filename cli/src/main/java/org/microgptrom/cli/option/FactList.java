package org.microgptrom.cli.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import org.microgptrom.model.io.Json;

/**
 * Writes facts of which one list may be too long to hold: its elements are written as they are
 * found, each on a line of its own.
 */
public final class FactList {
  private final @Nullable Writer out; // null where no facts are wanted
  private final boolean live; // somebody waits for each element
  private boolean empty = true;

  private FactList(@Nullable Writer out, boolean live) {
    this.out = out;
    this.live = live;
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
    if (out != null) {
      write(out, (empty ? "\n    " : ",\n    ") + Json.line(element), live);
      empty = false;
    }
  }

  /** Lets the elements be found and writes nothing. */
  static void findOnly(Work work) {
    work.find(new FactList(null, false));
  }

  /**
   * Writes the components of a record, a list and the components of another record.
   *
   * @param live whether each element is handed on at once
   */
  static void write(Writer out, boolean live, Object head, String name, Work work) {
    FactList list = new FactList(out, live);
    write(out, "{\n  " + components(head) + ",\n  \"" + name + "\": [", live);
    String tail = components(work.find(list));
    write(
        out, (list.empty ? "]" : "\n  ]") + (tail.isEmpty() ? "" : ",\n  " + tail) + "\n}\n", true);
  }

  private static String components(Object facts) {
    String object = Json.line(facts);
    return object.substring(1, object.length() - 1);
  }

  private static void write(Writer out, String text, boolean flushed) {
    try {
      out.write(text);
      if (flushed) {
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
