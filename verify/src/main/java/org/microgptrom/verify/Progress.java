package org.microgptrom.verify;

/** Hears how far a verification has come. */
@FunctionalInterface
public interface Progress {
  /**
   * A piece of work is done.
   *
   * @param step {@code digests}, {@code images} or a vectors file, in this order
   * @param done bytes so far, as the manifest lists them
   * @param total bytes of the whole step
   */
  void at(String step, long done, long total);
}
