package org.microgptrom.bundle.readmemh;

import org.junit.jupiter.api.Test;
import org.microgptrom.bundle.memory.ReaderContract;
import org.microgptrom.model.rom.MemoryFormat;

class ReadmemhReaderTest {
  private final ReaderContract contract =
      new ReaderContract(new ReadmemhReader(), MemoryFormat.READMEMH);

  @Test
  void readsEveryShape() {
    contract.checkShapes();
  }

  @Test
  void refusesAllButTheCanonicalForm() {
    String text = contract.canonical();
    contract
        .refuses("empty", "", 1)
        .refuses("too short", text.substring(0, text.length() - 9), 20)
        .refuses("too long", text + "00000000\n", 21)
        .refuses("blank line at the end", text + "\n", 21)
        .refuses("blank line", "bee3a003\n", "bee3a003\n\n", 5)
        .refuses("digit missing", "bee3a003", "bee3a00", 4)
        .refuses("digit too many", "bee3a003", "bee3a0030", 4)
        .refuses("capital", "bee3a003", "beE3a003", 4)
        .refuses("no digit", "bee3a003", "bee3a0g3", 4)
        .refuses("unknown bits", "bee3a003", "bee3xxxx", 4)
        .refuses("underscore", "bee3a003", "bee3_a003", 4)
        .refuses("prefix", "bee3a003", "0xbee3a003", 4)
        .refuses("space before", "bee3a003", " bee3a003", 4)
        .refuses("space after", "bee3a003", "bee3a003 ", 4)
        .refuses("two words in a line", "bee3a003\n", "bee3a003 ", 4)
        .refuses("comment", "bee3a003\n", "// three\nbee3a003\n", 4)
        .refuses("comment after", "bee3a003\n", "bee3a003 // three\n", 4)
        .refuses("address", "bee3a003\n", "@3\nbee3a003\n", 4)
        .refuses("line ends of Windows", text.replace("\n", "\r\n"), 1)
        .refuses("one line end of Windows", "bee3a003\n", "bee3a003\r\n", 4)
        .refuses("no final line feed", text.substring(0, text.length() - 1), 20)
        .refuses("byte-order mark", "\u00ef\u00bb\u00bf" + text, 1)
        .refuses("not ASCII", "bee3a003", "bee3a0\u00b23", 4)
        .refuses("zero byte", "bee3a003", "bee3a0\u00003", 4)
        .check(24);
  }
}
