package org.microgptrom.model.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoderTest {
  private static final Codebook FOUR = new Codebook((short) -900, (short) -1, (short) 3, (short) 7);

  @Test
  void linearCodesAreTwosComplement() {
    Coder byteCoder = Coder.of(new Code(8, Code.LINEAR, 5), Map.of());
    for (int code = 0; code < 256; code++) {
      int word = (byte) code * 32;
      assertEquals(word, byteCoder.word(code));
      assertEquals(code, byteCoder.code((short) word));
    }
    Coder words = Coder.of(Code.WORD, Map.of());
    for (int word = Short.MIN_VALUE; word <= Short.MAX_VALUE; word++) {
      assertEquals(word, words.word(words.code((short) word)));
    }
    assertFalse(byteCoder.has((short) 33));
    assertThrows(IllegalArgumentException.class, () -> byteCoder.code((short) 33));
  }

  @Test
  void aCodebookSaysWhatACodeIs() {
    Coder coder = Coder.of(new Code(2, "ours", 3), Map.of("ours", FOUR));
    short[] values = {3, 0, 1, 2};
    coder.decode(values);
    assertEquals(
        List.of(56, -7200, -8, 24), IntStream.range(0, 4).mapToObj(i -> (int) values[i]).toList());
    assertEquals(2, coder.code((short) 24));
    assertTrue(coder.has((short) -7200));
    assertFalse(coder.has((short) 0));
  }

  @Test
  void whatCantBeACodeIsRefused() {
    refused("16, 8, 4, 3 or 2 bits in ROM, not 5", () -> new Code(5, Code.LINEAR, 0));
    refused("codes of 8 bits have no codebook", () -> new Code(8, "ours", 0));
    refused("not Ours!", () -> new Code(4, "Ours!", 0));
    refused("shift of a code of 16 bits", () -> new Code(16, Code.LINEAR, 1));
    refused("shift of a code of 8 bits can't be 15", () -> new Code(8, Code.LINEAR, 15));
    refused("no codebook ours", () -> Coder.of(new Code(2, "ours", 0), Map.of()));
    refused(
        "has 4 values, 8 expected", () -> Coder.of(new Code(3, "ours", 0), Map.of("ours", FOUR)));
    refused(
        "-900 of ours shifted by 6", () -> Coder.of(new Code(2, "ours", 6), Map.of("ours", FOUR)));
    refused("value 64 of linear shifted by 9", () -> Coder.of(new Code(8, "linear", 9), Map.of()));
    refused("one for each code, not 5", () -> Codebook.of(List.of(1, 2, 3, 4, 5)));
    refused("code 2 has 2 after 2", () -> Codebook.of(List.of(1, 2, 2, 4)));
    refused("fit 16 bits, not 32768", () -> Codebook.of(List.of(1, 2, 3, 32768)));
    refused(
        "codebook ours is named for codes of 2 and of 3 bits",
        () -> new Codes(Map.of("a", new Code(2, "ours", 0), "b", new Code(3, "ours", 0))));
    refused(
        "codes of wte: there is no codebook ours",
        () -> new TrainedCodes(Map.of("wte", new TrainedCodes.Tensor(2, "ours", 9)), Map.of()));
    refused(
        "no tensor has codes of the codebook ours",
        () -> new TrainedCodes(Map.of(), Map.of("ours", FOUR)));
    for (String name : List.of("wte_lanes", "weights4_lanes", "layer0_attn_wq", "wte", "recip")) {
      refused("can't have the name " + name + ",", () -> new Code(4, name, 0));
    }
    refused("0..24, not 25", () -> new TrainedCodes.Tensor(8, Code.LINEAR, 25));
  }

  private static void refused(String message, Runnable what) {
    Exception e = assertThrows(IllegalArgumentException.class, what::run);
    assertTrue(
        e.getMessage().replace("3 and of 2", "2 and of 3").contains(message), e.getMessage());
  }
}
