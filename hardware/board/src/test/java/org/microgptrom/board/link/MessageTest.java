package org.microgptrom.board.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages against the bytes that docs/board.md says they have. */
class MessageTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  private static Map<String, Message> messages() {
    Map<String, Message> messages = new LinkedHashMap<>();
    messages.put("01", new Message.Identify());
    messages.put(
        "02" + "c8" + "1715" + "efbeadde" + "1000" + "1a00" + "0001",
        new Message.Start(200, new Request(5399, 0xDEADBEEFL, 16, List.of(26, 256))));
    messages.put("03", new Message.Reset());
    messages.put(
        "81" + "01" + "03" + "0200" + "ffff" + "00366e01" + "40420f00" + DIGEST,
        new Message.Identity(
            1, new Message.Flags(true, true, false), 2, 65_535, 24_000_000, 1_000_000, DIGEST));
    messages.put(
        "82" + "ff" + "0300" + "1a00" + "feffffff" + "01",
        new Message.Token(255, 3, 26, 0xFFFF_FFFEL, true));
    messages.put(
        "83" + "07" + "0500" + "01000080" + "01" + "10270000",
        new Message.End(7, 5, 0x8000_0001L, true, 10_000));
    messages.put(
        "84" + "07" + "0100" + "0200",
        new Message.Status(new Message.Flags(true, true, true), 1, 2));
    messages.put("85" + "04", new Message.Refusal(4));
    return messages;
  }

  @Test
  void theirBytesAreThoseOfTheDocument() {
    int compared = 0;
    for (Map.Entry<String, Message> each : messages().entrySet()) {
      Message message = each.getValue();
      String payload = HexFormat.of().formatHex(message.payload());
      assertEquals(each.getKey(), String.format("%02x", message.kind()) + payload);
      Frame frame = new Frame(message.kind(), message.payload());
      assertEquals(message, MessageReader.read(frame));
      compared++;
    }
    assertEquals(8, compared);
  }

  @Test
  void otherLengthsAndKindsAreNoMessages() {
    int refused = 0;
    for (int kind = 0; kind < 256; kind++) {
      for (int length = 0; length < 60; length++) {
        Frame frame = new Frame(kind, new byte[length]);
        boolean known =
            switch (kind) {
              case 1, 3 -> length == 0;
              case 2 -> length >= 11 && length % 2 == 1;
              case 0x81 -> length == 46;
              case 0x82 -> length == 10;
              case 0x83 -> length == 12;
              case 0x84 -> length == 5;
              case 0x85 -> length == 1;
              default -> false;
            };
        if (known) {
          MessageReader.read(frame);
        } else {
          assertThrows(IllegalArgumentException.class, () -> MessageReader.read(frame));
          refused++;
        }
      }
    }
    assertTrue(refused > 15_000, refused + " refused");
  }
}
