package org.microgptrom.board.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.microgptrom.model.testing.ExternalTool;

/** Frames against a second program, and the reader against noise. */
class FrameTest {
  /** Makes of lines of kind and payload the bytes on the line, and the other way round. */
  private static final String ORACLE =
      """
      import struct, sys, zlib
      for line in open(sys.argv[1]):
          kind, payload = line.rstrip('\\n').split(' ')
          content = struct.pack('<BH', int(kind), len(payload) // 2) + bytes.fromhex(payload)
          content += struct.pack('<I', zlib.crc32(content))
          stuffed = content.replace(b'\\x7d', b'\\x7d\\x5d').replace(b'\\x7e', b'\\x7d\\x5e')
          print((b'\\x7e' + stuffed + b'\\x7e').hex())
      """;

  @TempDir Path folder;

  @Test
  void anotherProgramMakesTheSameBytes() throws Exception {
    ExternalTool python = ExternalTool.pythonWith("zlib");
    Random random = new Random(1);
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      byte[] payload = new byte[i < 100 ? i : random.nextInt(3000)];
      random.nextBytes(payload);
      for (int at = 0; at < payload.length && i % 3 == 0; at += 2) {
        payload[at] = (byte) (random.nextBoolean() ? 0x7E : 0x7D);
      }
      frames.add(new Frame(random.nextInt(256), payload));
    }
    Path script = Files.writeString(folder.resolve("frames.py"), ORACLE);
    Path input =
        Files.write(
            folder.resolve("input"),
            frames.stream()
                .map(f -> f.kind() + " " + HexFormat.of().formatHex(f.payload()))
                .toList());
    List<String> lines = python.runOk(folder, script.toString(), input.toString()).lines().toList();
    assertEquals(500, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      assertEquals(lines.get(i), HexFormat.of().formatHex(frames.get(i).bytes()), "frame " + i);
      List<Frame> read = read(HexFormat.of().parseHex(lines.get(i)));
      assertEquals(1, read.size());
      assertEquals(frames.get(i).kind(), read.get(0).kind());
      assertArrayEquals(frames.get(i).payload(), read.get(0).payload());
    }
  }

  private static List<Frame> read(byte[] bytes) {
    List<Frame> frames = new ArrayList<>();
    new FrameReader().take(bytes, bytes.length, frames::add);
    return frames;
  }

  /** Whatever noise came before: of two frames in a row the second is read, and none is wrong. */
  @Test
  void readerAndLineFindEachOtherAgainAfterNoise() {
    Random random = new Random(2);
    long damaged = 0;
    int first = 0;
    int cases = 0;
    for (; cases < 5000; cases++) {
      byte[] noise = new byte[random.nextInt(80)];
      random.nextBytes(noise);
      for (int i = 0; i < noise.length && cases % 2 == 0; i++) {
        noise[i] = random.nextInt(5) == 0 ? (byte) (0x7D + random.nextInt(2)) : noise[i];
      }
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      line.writeBytes(noise);
      byte[] payload = new byte[random.nextInt(20)];
      random.nextBytes(payload);
      line.writeBytes(new Frame(1, payload).bytes());
      line.writeBytes(new Frame(2, payload).bytes());
      FrameReader reader = new FrameReader();
      List<Frame> frames = new ArrayList<>();
      byte[] bytes = line.toByteArray();
      for (int at = 0; at < bytes.length; ) {
        int piece = Math.min(bytes.length - at, 1 + random.nextInt(7));
        byte[] part = new byte[piece];
        System.arraycopy(bytes, at, part, 0, piece);
        reader.take(part, piece, frames::add);
        at += piece;
      }
      assertTrue(frames.size() >= 1 && frames.size() <= 2, () -> frames.size() + " frames");
      frames.forEach(frame -> assertArrayEquals(payload, frame.payload()));
      assertEquals(2, frames.get(frames.size() - 1).kind());
      first += frames.size() - 1;
      damaged += reader.damaged();
    }
    assertEquals(5000, cases);
    assertEquals(5000, first, "a flag before the frame keeps the noise apart from it");
    assertTrue(damaged > 3000, damaged + " damaged frames");
  }

  /** A turned bit, a lost byte and an additional one, everywhere. */
  @Test
  void noDamagedFrameIsTaken() {
    byte[] right = new Frame(0x82, new byte[] {0x7E, 1, 0x7D, 0, 0x7E, 0x20}).bytes();
    int cases = 0;
    for (int at = 1; at < right.length - 1; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] wrong = right.clone();
        wrong[at] ^= (byte) (1 << bit);
        assertEquals(List.of(), read(wrong), at + "." + bit);
        cases++;
      }
      ByteArrayOutputStream shorter = new ByteArrayOutputStream();
      shorter.write(right, 0, at);
      shorter.write(right, at + 1, right.length - at - 1);
      assertEquals(List.of(), read(shorter.toByteArray()), "without " + at);
      ByteArrayOutputStream longer = new ByteArrayOutputStream();
      longer.write(right, 0, at);
      longer.write(0x55);
      longer.write(right, at, right.length - at);
      assertEquals(List.of(), read(longer.toByteArray()), "more at " + at);
      cases += 2;
    }
    ByteArrayOutputStream aborted = new ByteArrayOutputStream();
    aborted.write(right, 0, right.length - 1);
    aborted.write(0x7D);
    aborted.write(0x7E);
    assertEquals(List.of(), read(aborted.toByteArray()), "an escaped flag aborts");
    assertTrue(cases > 150, cases + " cases");
    assertEquals(1, read(right).size());
  }

  @Test
  void flagsMayBeSharedAndEmptyFramesAreNone() {
    byte[] one = new Frame(3, new byte[0]).bytes();
    ByteArrayOutputStream shared = new ByteArrayOutputStream();
    shared.writeBytes(new byte[] {'a', '\n', 0x7E, 0x7E});
    shared.writeBytes(one);
    shared.write(one, 1, one.length - 1);
    FrameReader reader = new FrameReader();
    List<Frame> frames = new ArrayList<>();
    reader.take(shared.toByteArray(), shared.size(), frames::add);
    assertEquals(2, frames.size());
    assertEquals(0, reader.damaged());
  }

  @Test
  void anEndlessFrameTakesNoMemoryAndIsDropped() {
    byte[] piece = new byte[50_000];
    FrameReader reader = new FrameReader();
    List<Frame> frames = new ArrayList<>();
    reader.take(new byte[] {0x7E}, 1, frames::add);
    for (int i = 0; i < 10; i++) {
      reader.take(piece, piece.length, frames::add);
    }
    byte[] next = new Frame(1, new byte[0]).bytes();
    reader.take(next, next.length, frames::add);
    assertEquals(1, frames.size());
    assertEquals(1, reader.damaged());
    assertThrows(IllegalArgumentException.class, () -> new Frame(1, new byte[65_536]));
    assertThrows(IllegalArgumentException.class, () -> new Frame(256, new byte[0]));
  }
}
