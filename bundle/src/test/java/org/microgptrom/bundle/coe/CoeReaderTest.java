package org.microgptrom.bundle.coe;

import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.memory.ReaderContract;
import org.microgptrom.model.rom.MemoryFormat;

class CoeReaderTest {
  private final ReaderContract contract = new ReaderContract(new CoeReader(), MemoryFormat.COE);

  @Test
  void readsEveryShape() {
    contract.checkShapes();
  }

  @Test
  void refusesAllButTheCanonicalForm() {
    String text = contract.canonical();
    contract
        .refuses("empty", "", 1)
        .refuses("other radix", "radix=16", "radix=2", 1)
        .refuses("capital keyword", "memory_initialization_radix", "MEMORY_INITIALIZATION_RADIX", 1)
        .refuses("spaces in the header", "radix=16;", "radix = 16;", 1)
        .refuses("no vector", text.substring(0, 32), 2)
        .refuses("keywords swapped", swapped(text), 1)
        .refuses("vector in one line", "vector=\n", "vector=", 2)
        .refuses("word dropped", "bee3a003,\n", "", 21)
        .refuses("word added", "bee3a003,\n", "bee3a003,\nbee3a003,\n", 22)
        .refuses("ended too early", "bee3a003,", "bee3a003;", 6)
        .refuses("no terminator", "bef3a013;", "bef3a013", 22)
        .refuses("comma for the terminator", "bef3a013;", "bef3a013,", 22)
        .refuses("comma missing", "bee3a003,", "bee3a003", 6)
        .refuses("space for comma", "bee3a003,", "bee3a003 ", 6)
        .refuses("digit missing", "bee3a003", "ee3a003", 6)
        .refuses("digit too many", "bee3a003", "0bee3a003", 6)
        .refuses("capital", "bee3a003", "BEE3A003", 6)
        .refuses("no digit", "bee3a003", "bee3a00z", 6)
        .refuses("comment", "bee3a003,\n", "; three\nbee3a003,\n", 6)
        .refuses("a keyword after the vector", text + "memory_initialization_radix=16;\n", 23)
        .refuses("line ends of Windows", text.replace("\n", "\r\n"), 1)
        .refuses("no final line feed", text.substring(0, text.length() - 1), 22)
        .refuses("blank line at the end", text + "\n", 23)
        .check(23);
  }

  private static String swapped(String text) {
    String radix = text.substring(0, 32);
    String vector = text.substring(32, 62);
    return vector + radix + text.substring(62);
  }
}
