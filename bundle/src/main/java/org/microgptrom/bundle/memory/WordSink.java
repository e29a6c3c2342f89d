package org.microgptrom.bundle.memory;

/** Takes the words of a memory in the order in which a reader meets them. */
@FunctionalInterface
public interface WordSink {
  /**
   * Takes one word. Addresses ascend from 0, and none is left out.
   *
   * @param lanes 16-bit values, least significant first; valid during the call
   */
  void word(int address, short[] lanes);
}
