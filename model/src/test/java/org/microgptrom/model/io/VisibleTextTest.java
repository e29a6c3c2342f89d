package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VisibleTextTest {
  @Test
  void whatATerminalObeysIsEscaped() {
    assertEquals("a\\u001b[2Jb\\u0007\\r\\n\\tc", VisibleText.of("a\u001b[2Jb\u0007\r\n\tc"));
    assertEquals("a\\u001b[2Jb\n\tc\\r\n", VisibleText.lines("a\u001b[2Jb\n\tc\r\n"));
    assertEquals("\\u202etxt.exe\\u2066\\u200f", VisibleText.of("\u202etxt.exe\u2066\u200f"));
    assertEquals("\\u2028\\u2029\\u0085\\u009b", VisibleText.of("\u2028\u2029\u0085\u009b"));
    assertEquals("\\U000e0041\\ufffe\\ud800", VisibleText.of("\udb40\udc41\ufffe\ud800"));
  }

  @Test
  void textStaysAsItIs() {
    for (String text :
        new String[] {"", "emma", "Łódź \\u001b", "नमस्ते", "می\u200cخواهم", "😀✅"}) {
      assertSame(text, VisibleText.of(text));
      assertSame(text, VisibleText.lines(text));
    }
  }

  @Test
  void noCodePointIsLeftThatIsNotSeen() {
    long escaped =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(c -> !VisibleText.of(Character.toString(c)).equals(Character.toString(c)))
            .count();
    long controls =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(Character::isISOControl).count();
    assertEquals(65, controls);
    // Controls, 2048 surrogates, 2 separators, 34 of no character, and the format characters.
    assertTrue(escaped > controls + 2048 + 2 + 34 + 100, escaped + " escaped");
  }
}
