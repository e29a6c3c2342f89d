package org.microgptrom.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.datasets.DocumentParser.Limits;
import org.microgptrom.model.Vocabulary;
import org.microgptrom.model.io.InputException;
import org.microgptrom.model.testing.ExternalTool;

class DocumentParserTest {
  private static final Limits SMALL = new Limits(60, 10, 4);

  @Test
  void aLineIsADocument() {
    assertEquals(List.of("a", "b"), parse("a\nb\n"));
    assertEquals(List.of("a", "b"), parse("a\nb"));
    assertEquals(List.of("a", "b", "c"), parse("a\r\nb\rc\r\n"));
    assertEquals(List.of("a", "b"), parse("\n \na\n\r\n\t\nb\n\n"));
    assertEquals(List.of("b", "a", "b"), parse("b\na\nb\n"));
    assertEquals(List.of("new york", "são  paulo"), parse("  new york \nsão  paulo\t\n"));
    assertEquals(List.of("αθήνα", "пермь", "東京"), parse("αθήνα\nпермь\n東京\n"));
    assertEquals(List.of("e\u0301", "\u00e9"), parse("e\u0301\n\u00e9\n"));
  }

  @Test
  void aByteOrderMarkIsDroppedAtTheStartOnly() {
    assertEquals(List.of("a", "\uFEFFb"), parse("\uFEFFa\n\uFEFFb\n"));
    assertEquals(List.of("\uFEFF", "a"), parse("\uFEFF\uFEFF\na\n"));
    refuses(": holds no document", "\uFEFF");
  }

  @Test
  void linesAcrossReadsAreWhole() {
    String document = "x".repeat(1 << 20);
    assertEquals(List.of("a", document, "b"), parse("a\r\n" + document + "\r\nb"));
    String lines = "é\r\n".repeat(1 << 16);
    assertEquals(1 << 16, parse(lines).size());
    assertEquals(1 << 16, parse("\n" + lines).size());
  }

  @Test
  void bytesThatAreNotUtf8AreNamed() {
    refuses(":2: byte 0xE9 at offset 6 is not UTF-8", bytes("ab\r\ncd\u00e9f"));
    refuses(":1: byte 0xFF at offset 0 is not UTF-8", bytes("\u00ff\u00fea\0"));
    refuses(":1: byte 0xC0 at offset 1 is not UTF-8", bytes("a\u00c0\u0080"));
    refuses(
        ":1: byte 0xED at offset 3 is not UTF-8", bytes("\u00ef\u00bb\u00bf\u00ed\u00a0\u0080"));
    refuses(":3: byte 0xE2 at offset 5 is not UTF-8", bytes("a\n\nbc\u00e2\u0082"));
  }

  @Test
  void textThatIsNoCorpusIsRefused() {
    refuses(":2: holds the character NUL", "ab\na\0b\n");
    refuses(": holds no document", "");
    refuses(": holds no document", " \r\n\u00a0\n\n");
  }

  @Test
  void limitsHoldToTheByte() {
    assertEquals(2, parse("0123456789\r\n0123456789", SMALL).size());
    refuses(":2: the line is longer than 10 bytes", "a\n01234567890\n");
    assertEquals(4, parse("a\nb\nc\nd\n\n", SMALL).size());
    refuses(":6: more than 4 documents", "a\nb\n\nc\nd\ne\n");
    assertEquals(1, parse("a" + "\n".repeat(59), SMALL).size());
    refuses(": holds more than 60 bytes of text", "a" + "\n".repeat(60));
    assertEquals(new Limits(1073741824, 1048576, 16777216), Limits.DEFAULT);
  }

  @Test
  void vocabulariesReachBeyondTheBasicPlane() {
    List<String> documents = parse(distinct(300));
    Vocabulary vocabulary = Vocabulary.of(documents);
    assertEquals(301, vocabulary.size());
    assertEquals(0x1F600 + 299, vocabulary.symbols().get(299).codePointAt(0));
    for (String document : documents) {
      assertEquals(document, vocabulary.decode(vocabulary.encode(document)));
    }
  }

  @Test
  void theFirstCharacterTooManyIsNamed() {
    assertEquals(512, parse(distinct(512)).size());
    // 512 lines of one character each, one line that repeats two of them, then the 513th.
    String more = "\uD83D\uDE00\uD83D\uDE01\n" + Character.toString(0x1F600 + 512) + "\nz\n";
    refuses(":514: U+1F800 is distinct character number 513", distinct(512) + more);
  }

  @Test
  void documentsAreThoseOfPython(@TempDir Path folder) throws Exception {
    String text =
        "a\rb\r\n\r\r\n\n c \u00a0d\u2003\n\u0085e\u001f\n\u000bf\u2028g\u2029\n\u3000\n\u200bh";
    Files.writeString(folder.resolve("corpus.txt"), text);
    Files.writeString(
        folder.resolve("oracle.py"),
        """
        lines = open('corpus.txt', encoding='utf-8')
        print(ascii([line.strip() for line in lines if line.strip()]))
        print([c for c in range(0x110000) if not chr(c).strip()])
        """);
    List<String> python = ExternalTool.named("python3").runOk(folder, "oracle.py").lines().toList();
    assertEquals("['a', 'b', 'c \\xa0d', 'e', 'f\\u2028g', '\\u200bh']", python.get(0));
    assertEquals(List.of("a", "b", "c \u00a0d", "e", "f\u2028g", "\u200bh"), parse(text));
    List<Integer> white =
        IntStream.range(0, 0x110000)
            .filter(c -> DocumentParser.strip(Character.toString(c)).isEmpty())
            .boxed()
            .toList();
    assertEquals(python.get(1), white.toString());
    assertEquals(29, white.size());
  }

  /** One character a line, beginning with U+1F600, outside the basic plane. */
  private static String distinct(int count) {
    return IntStream.range(0x1F600, 0x1F600 + count)
        .mapToObj(c -> Character.toString(c) + "\n")
        .collect(Collectors.joining());
  }

  /** These code points as bytes. */
  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> parse(String text) {
    return parse(text, Limits.DEFAULT);
  }

  private static List<String> parse(String text, Limits limits) {
    return parse(text.getBytes(StandardCharsets.UTF_8), limits);
  }

  private static List<String> parse(byte[] text, Limits limits) {
    try {
      return DocumentParser.parse("corpus", new ByteArrayInputStream(text), limits);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void refuses(String problem, String text) {
    refuses(problem, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refuses(String problem, byte[] text) {
    Limits limits = text.length < 100 ? SMALL : Limits.DEFAULT;
    InputException e = assertThrows(InputException.class, () -> parse(text, limits));
    assertTrue(e.getMessage().startsWith("corpus" + problem), e::getMessage);
  }
}
