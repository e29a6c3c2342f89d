package org.microgptrom.bundle.foreign;

/** Takes what a file says of itself and its content, in any order of addresses. */
interface MemorySink {
  /** The file says how many bits a word has. */
  void width(long bits);

  /** The file has room for so many bits in each word, of which a word may use fewer. */
  void room(long bits);

  /** The file says how many words there are. */
  void depth(long words);

  /**
   * Takes one word.
   *
   * @param word valid during the call
   */
  void word(long address, Numeral word);

  /** Takes one byte of a file whose addresses count bytes, a word's least significant one first. */
  void octet(long address, int value);
}
