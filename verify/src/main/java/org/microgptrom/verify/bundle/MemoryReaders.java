package org.microgptrom.verify.bundle;

import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.verify.coe.CoeReader;
import org.microgptrom.verify.memory.MemoryReader;
import org.microgptrom.verify.mif.MifReader;
import org.microgptrom.verify.readmemh.ReadmemhReader;

/** The reader of each format. */
public final class MemoryReaders {
  private MemoryReaders() {}

  /** A reader of this format; it holds no state. */
  public static MemoryReader of(MemoryFormat format) {
    return switch (format) {
      case READMEMH -> new ReadmemhReader();
      case MIF -> new MifReader();
      case COE -> new CoeReader();
    };
  }
}
