package org.microgptrom.verify.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardTest {
  @Test
  void everyChunkIsInExactlyOneShard() {
    for (int count = 1; count <= 7; count++) {
      int shards = count;
      for (int chunk = 0; chunk < 40; chunk++) {
        int number = chunk;
        long owners =
            IntStream.rangeClosed(1, shards).filter(i -> new Shard(i, shards).has(number)).count();
        assertEquals(1, owners);
      }
    }
  }

  @Test
  void textOfAShard() {
    assertEquals(new Shard(2, 3), Shard.parse("2/3"));
    assertEquals("2/3", new Shard(2, 3).toString());
    List<String> wrong =
        List.of("0/3", "4/3", "1/0", "1", "a/b", "-1/3", "1/3/3", "", "1/99999999");
    for (String text : wrong) {
      assertThrows(IllegalArgumentException.class, () -> Shard.parse(text), text);
    }
  }
}
