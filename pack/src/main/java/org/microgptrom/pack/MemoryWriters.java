package org.microgptrom.pack;

import org.microgptrom.model.rom.MemoryFormat;
import org.microgptrom.pack.c.CWriter;
import org.microgptrom.pack.coe.CoeWriter;
import org.microgptrom.pack.gowin.GowinWriter;
import org.microgptrom.pack.ihex.IhexWriter;
import org.microgptrom.pack.ihex.QuartusIhexWriter;
import org.microgptrom.pack.lattice.LatticeWriter;
import org.microgptrom.pack.memory.MemoryWriter;
import org.microgptrom.pack.microchip.MicrochipWriter;
import org.microgptrom.pack.mif.MifWriter;
import org.microgptrom.pack.npy.NpyWriter;
import org.microgptrom.pack.raw.RawWriter;
import org.microgptrom.pack.readmemb.ReadmembWriter;
import org.microgptrom.pack.readmemh.ReadmemhWriter;
import org.microgptrom.pack.srec.SrecWriter;
import org.microgptrom.pack.verilog.VerilogCaseWriter;
import org.microgptrom.pack.vhdl.VhdlCaseWriter;
import org.microgptrom.pack.vhdl.VhdlWriter;

/** Makes the writer of each format. */
public final class MemoryWriters {
  private MemoryWriters() {}

  /** A writer of this format; it holds no state. */
  public static MemoryWriter of(MemoryFormat format) {
    return switch (format) {
      case READMEMH -> new ReadmemhWriter();
      case COE -> new CoeWriter();
      case READMEMB -> new ReadmembWriter();
      case MIF, MIF_RANGES, MIF_UNSIGNED -> new MifWriter(format);
      case IHEX -> new IhexWriter();
      case IHEX_QUARTUS -> new QuartusIhexWriter();
      case SREC -> new SrecWriter();
      case LATTICE_HEX, LATTICE_BIN, LATTICE_ADDRHEX -> new LatticeWriter(format);
      case GOWIN_HEX, GOWIN_BIN, GOWIN_ADDRHEX -> new GowinWriter(format);
      case MICROCHIP_HEX, MICROCHIP_BIN -> new MicrochipWriter(format);
      case VHDL -> new VhdlWriter();
      case VHDL_CASE -> new VhdlCaseWriter();
      case VERILOG_CASE, SYSTEMVERILOG_CASE -> new VerilogCaseWriter(format);
      case C -> new CWriter();
      case RAW_LE, RAW_BE -> new RawWriter(format);
      case NPY -> new NpyWriter();
    };
  }
}
