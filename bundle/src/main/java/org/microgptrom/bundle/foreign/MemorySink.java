package org.microgptrom.bundle.foreign;

/** Takes the header's statements and the words of a file, in any order of addresses. */
interface MemorySink {
  /** Takes the number of bits in a word, as the file states it. */
  void width(long bits);

  /**
   * Takes the number of bits that the file has room for in each word, of which a word may use
   * fewer.
   */
  void room(long bits);

  /** Takes the number of words, as the file states it. */
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
