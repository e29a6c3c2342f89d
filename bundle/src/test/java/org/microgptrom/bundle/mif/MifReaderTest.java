package org.microgptrom.bundle.mif;

import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.memory.ReaderContract;
import org.microgptrom.model.rom.MemoryFormat;

class MifReaderTest {
  private final ReaderContract contract =
      new ReaderContract(new MifReader(MemoryFormat.MIF), MemoryFormat.MIF);

  @Test
  void readsEveryShape() {
    contract.checkShapes();
  }

  @Test
  void refusesAllButTheCanonicalForm() {
    String text = contract.canonical();
    contract
        .refuses("empty", "", 1)
        .refuses("depth too large", "DEPTH = 20", "DEPTH = 21", 1)
        .refuses("depth too small", "DEPTH = 20", "DEPTH = 2", 1)
        .refuses("huge depth", "DEPTH = 20", "DEPTH = 99999999999", 1)
        .refuses("other width", "WIDTH = 32", "WIDTH = 16", 2)
        .refuses("depth missing", "DEPTH = 20;\n", "", 1)
        .refuses("other address radix", "ADDRESS_RADIX = HEX", "ADDRESS_RADIX = DEC", 3)
        .refuses("other data radix", "\nDATA_RADIX = HEX", "\nDATA_RADIX = BIN", 4)
        .refuses("header order", "DEPTH = 20;\nWIDTH = 32;\n", "WIDTH = 32;\nDEPTH = 20;\n", 1)
        .refuses("no begin", "CONTENT BEGIN\n", "CONTENT\nBEGIN\n", 5)
        .refuses("hole", "3 : bee3a003;\n", "", 9)
        .refuses("last word missing", "13 : bef3a013;\n", "", 25)
        .refuses("duplicate", "3 : bee3a003;\n", "3 : bee3a003;\n3 : bee3a003;\n", 10)
        .refuses("out of order", "e : beeea00e;\nf :", "f : beeea00e;\ne :", 20)
        .refuses("word too many", "END;", "14 : 00000000;\nEND;", 26)
        .refuses("leading zero", "\ne : ", "\n0e : ", 20)
        .refuses("capital address", "\ne : ", "\nE : ", 20)
        .refuses("range", "\ne : ", "\n[e..e] : ", 20)
        .refuses("no spaces", "\ne : ", "\ne:", 20)
        .refuses("no semicolon", "beeea00e;", "beeea00e", 20)
        .refuses("digit missing", "beeea00e", "beeea00", 20)
        .refuses("digit too many", "beeea00e", "beeea00e0", 20)
        .refuses("capital", "beeea00e", "beeeA00e", 20)
        .refuses("sign", "beeea00e", "-eeea00e", 20)
        .refuses("comment", "CONTENT BEGIN\n", "-- weights\nCONTENT BEGIN\n", 5)
        .refuses("no end", "END;\n", "", 26)
        .refuses("something after the end", text + "END;\n", 27)
        .refuses("line ends of Windows", text.replace("\n", "\r\n"), 1)
        .refuses("no final line feed", text.substring(0, text.length() - 1), 26)
        .check(29);
  }
}
