package org.microgptrom.model.rom;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The syntaxes of memory-initialisation files that a bundle holds. */
public enum MemoryFormat {
  /** Text for Verilog's {@code $readmemh}, IEEE 1364-2005 clause 17.2.9. */
  @JsonProperty("readmemh")
  READMEMH("mem"),
  /** Intel (Altera) Memory Initialization File. */
  @JsonProperty("mif")
  MIF("mif"),
  /** Xilinx (AMD) coefficient file. */
  @JsonProperty("coe")
  COE("coe");

  private final String extension;

  MemoryFormat(String extension) {
    this.extension = extension;
  }

  /** The bundle path of an image in this format, {@code rom/mif/wte.mif} say. */
  public String path(String image) {
    return "rom/" + name().toLowerCase(Locale.ROOT) + "/" + image + "." + extension;
  }
}
