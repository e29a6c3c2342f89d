package org.microgptrom.bundle.foreign;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's array format, versions 1 to 3, of integers in C order: shape (words), or (words, parts)
 * with the least significant part of a word first.
 */
final class NpyDialect implements Dialect {
  private static final int LARGEST_HEADER = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=])([iu])([1248])'");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\((\\d{1,10}), *(\\d{0,10})\\)");

  @Override
  public void read(SourceText text, MemorySink sink) {
    for (char c : "\u0093NUMPY".toCharArray()) {
      if (text.peek() != c) {
        throw text.unexpected("the start of a .npy file");
      }
      text.take();
    }
    int version = text.take();
    text.take();
    int length = text.take() | text.take() << 8;
    if (version > 1) {
      length |= text.take() << 16 | text.take() << 24;
    }
    if (version < 1 || version > 3 || length < 0 || length > LARGEST_HEADER) {
      throw text.fault("version " + version + " with a header of " + length + " bytes", "");
    }
    StringBuilder header = new StringBuilder();
    for (int i = 0; i < length; i++) {
      header.append((char) text.take());
    }
    values(text, header.toString(), sink);
  }

  private static void values(SourceText text, String header, MemorySink sink) {
    Matcher type = TYPE.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    if (!type.find() || !shape.find() || !header.contains("'fortran_order': False")) {
      throw text.fault(
          "the header before this is not of integers of shape (words,) or (words, parts) in C"
              + " order: "
              + header.strip(),
          "save it as numpy.ascontiguousarray(array.astype('int16'))");
    }
    long depth = Long.parseLong(shape.group(1));
    long parts = shape.group(2).isEmpty() ? 1 : Long.parseLong(shape.group(2));
    int bytes = Integer.parseInt(type.group(3));
    boolean bigEndian = type.group(1).equals(">");
    sink.room(8L * bytes * parts);
    sink.depth(depth);
    Numeral word = new Numeral();
    byte[] content = new byte[(int) (bytes * parts)];
    for (long address = 0; address < depth; address++) {
      for (int i = 0; i < content.length; i++) {
        content[bigEndian ? i + bytes - 1 - 2 * (i % bytes) : i] = (byte) text.take();
      }
      sink.word(address, word.ofBytes(content));
    }
    if (text.peek() != SourceText.END) {
      throw text.unexpected("the end of the file after " + depth * parts + " integers");
    }
  }
}
