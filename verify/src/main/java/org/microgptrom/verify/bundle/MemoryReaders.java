package org.microgptrom.verify.bundle;

import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.verify.c.CReader;
import org.microgptrom.verify.coe.CoeReader;
import org.microgptrom.verify.gowin.GowinReader;
import org.microgptrom.verify.ihex.IhexReader;
import org.microgptrom.verify.ihex.QuartusIhexReader;
import org.microgptrom.verify.lattice.LatticeReader;
import org.microgptrom.verify.memory.MemoryReader;
import org.microgptrom.verify.microchip.MicrochipReader;
import org.microgptrom.verify.mif.MifReader;
import org.microgptrom.verify.npy.NpyReader;
import org.microgptrom.verify.raw.RawReader;
import org.microgptrom.verify.readmemb.ReadmembReader;
import org.microgptrom.verify.readmemh.ReadmemhReader;
import org.microgptrom.verify.srec.SrecReader;
import org.microgptrom.verify.verilog.VerilogCaseReader;
import org.microgptrom.verify.vhdl.VhdlCaseReader;
import org.microgptrom.verify.vhdl.VhdlReader;

/** The reader of each format. */
public final class MemoryReaders {
  private MemoryReaders() {}

  /** A reader of this format; it holds no state. */
  public static MemoryReader of(MemoryFormat format) {
    return switch (format) {
      case READMEMH -> new ReadmemhReader();
      case MIF -> new MifReader(false, false);
      case COE -> new CoeReader();
      case READMEMB -> new ReadmembReader();
      case MIF_RANGES -> new MifReader(true, false);
      case MIF_UNSIGNED -> new MifReader(true, true);
      case IHEX -> new IhexReader();
      case IHEX_QUARTUS -> new QuartusIhexReader();
      case SREC -> new SrecReader();
      case LATTICE_HEX, LATTICE_BIN, LATTICE_ADDRHEX -> new LatticeReader(format);
      case GOWIN_HEX, GOWIN_BIN, GOWIN_ADDRHEX -> new GowinReader(format);
      case MICROCHIP_HEX -> new MicrochipReader(false);
      case MICROCHIP_BIN -> new MicrochipReader(true);
      case VHDL -> new VhdlReader();
      case VHDL_CASE -> new VhdlCaseReader();
      case VERILOG_CASE -> new VerilogCaseReader(false);
      case SYSTEMVERILOG_CASE -> new VerilogCaseReader(true);
      case C -> new CReader();
      case RAW_LE -> new RawReader(false);
      case RAW_BE -> new RawReader(true);
      case NPY -> new NpyReader();
    };
  }
}
