package org.microgptrom.bundle;

import org.microgptrom.bundle.c.CReader;
import org.microgptrom.bundle.coe.CoeReader;
import org.microgptrom.bundle.gowin.GowinReader;
import org.microgptrom.bundle.ihex.IhexReader;
import org.microgptrom.bundle.ihex.QuartusIhexReader;
import org.microgptrom.bundle.lattice.LatticeReader;
import org.microgptrom.bundle.memory.MemoryReader;
import org.microgptrom.bundle.microchip.MicrochipReader;
import org.microgptrom.bundle.mif.MifReader;
import org.microgptrom.bundle.npy.NpyReader;
import org.microgptrom.bundle.raw.RawReader;
import org.microgptrom.bundle.readmemb.ReadmembReader;
import org.microgptrom.bundle.readmemh.ReadmemhReader;
import org.microgptrom.bundle.srec.SrecReader;
import org.microgptrom.bundle.verilog.VerilogCaseReader;
import org.microgptrom.bundle.vhdl.VhdlCaseReader;
import org.microgptrom.bundle.vhdl.VhdlReader;
import org.microgptrom.model.rom.MemoryFormat;

/** Makes the reader of each format. */
public final class MemoryReaders {
  private MemoryReaders() {}

  /** A reader of this format; it holds no state. */
  public static MemoryReader of(MemoryFormat format) {
    return switch (format) {
      case READMEMH -> new ReadmemhReader();
      case COE -> new CoeReader();
      case READMEMB -> new ReadmembReader();
      case MIF, MIF_RANGES, MIF_UNSIGNED -> new MifReader(format);
      case IHEX -> new IhexReader();
      case IHEX_QUARTUS -> new QuartusIhexReader();
      case SREC -> new SrecReader();
      case LATTICE_HEX, LATTICE_BIN, LATTICE_ADDRHEX -> new LatticeReader(format);
      case GOWIN_HEX, GOWIN_BIN, GOWIN_ADDRHEX -> new GowinReader(format);
      case MICROCHIP_HEX, MICROCHIP_BIN -> new MicrochipReader(format);
      case VHDL -> new VhdlReader();
      case VHDL_CASE -> new VhdlCaseReader();
      case VERILOG_CASE, SYSTEMVERILOG_CASE -> new VerilogCaseReader(format);
      case C -> new CReader();
      case RAW_LE, RAW_BE -> new RawReader(format);
      case NPY -> new NpyReader();
    };
  }
}
