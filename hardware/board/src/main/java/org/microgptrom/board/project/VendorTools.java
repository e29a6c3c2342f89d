package org.microgptrom.board.project;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.microgptrom.board.catalog.Pin;

/**
 * Projects for the tools of vendors. Some of them search memory files in the project's folder and
 * some beside the source that names them: their scripts put a copy there.
 */
final class VendorTools {
  private static final String SCRIPT = "build.tcl";

  /** Tcl that puts the memory files beside the sources as well. */
  private static final List<String> COPY_ROMS =
      List.of(
          "# Memory files are searched beside the source that names them, or here.",
          "file delete -force rtl/rom",
          "file copy rom rtl/rom",
          "file mkdir build");

  private VendorTools() {}

  static ToolFiles gowin(ToolInput input) {
    List<String> tcl = new ArrayList<>(COPY_ROMS);
    tcl.add("set_device -device_version C " + input.board().chip().part());
    input.sources().forEach(source -> tcl.add("add_file -type verilog " + source));
    tcl.add("add_file -type cst top.cst");
    tcl.add("add_file -type sdc top.sdc");
    tcl.add("set_option -top_module " + TopModule.NAME);
    tcl.add("set_option -verilog_std sysv2017");
    tcl.add("set_option -use_mspi_as_gpio 1");
    tcl.add("set_option -use_sspi_as_gpio 1");
    tcl.add("set_option -output_base_name microgpt");
    tcl.add("run all");
    List<String> cst = new ArrayList<>();
    for (Pin pin : input.board().pins()) {
      cst.add("IO_LOC \"" + pin.port() + "\" " + pin.pin() + "; // " + pin.net());
      cst.add("IO_PORT \"" + pin.port() + "\" " + pin.io() + ";");
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put("top.cst", text(cst));
    files.put("top.sdc", text(List.of(clock(input))));
    files.put(SCRIPT, text(tcl));
    return new ToolFiles(
        files, List.of("top.cst", "top.sdc"), List.of(new Command("gw_sh", List.of(SCRIPT))));
  }

  static ToolFiles quartus(ToolInput input) {
    List<String> qsf = new ArrayList<>();
    qsf.add(global("FAMILY", "\"Cyclone V\""));
    qsf.add(global("DEVICE", input.board().chip().part()));
    qsf.add(global("TOP_LEVEL_ENTITY", TopModule.NAME));
    qsf.add(global("PROJECT_OUTPUT_DIRECTORY", "build"));
    qsf.add(global("SEARCH_PATH", "."));
    qsf.add(global("SEED", Integer.toString(input.seed())));
    qsf.add(global("RESERVE_ALL_UNUSED_PINS_WEAK_PULLUP", "\"AS INPUT TRI-STATED\""));
    input.sources().forEach(source -> qsf.add(global("SYSTEMVERILOG_FILE", source)));
    qsf.add(global("SDC_FILE", "top.sdc"));
    for (Pin pin : input.board().pins()) {
      qsf.add(
          "set_location_assignment PIN_" + pin.pin() + " -to " + pin.port() + " ;# " + pin.net());
      qsf.add("set_instance_assignment -name IO_STANDARD \"" + pin.io() + "\" -to " + pin.port());
    }
    Map<String, String> files = new LinkedHashMap<>();
    files.put("top.qpf", text(List.of("PROJECT_REVISION = \"top\"")));
    files.put("top.qsf", text(qsf));
    files.put(
        "top.sdc",
        text(
            List.of(
                clock(input),
                "derive_pll_clocks",
                "derive_clock_uncertainty",
                "set_false_path -from [get_ports rx_i]",
                "set_false_path -to [all_outputs]")));
    return new ToolFiles(
        files,
        List.of("top.qsf", "top.sdc"),
        List.of(
            new Command("rm", List.of("-rf", "rtl/rom")),
            new Command("cp", List.of("-R", "rom", "rtl/rom")),
            new Command("quartus_sh", List.of("--flow", "compile", "top"))));
  }

  static ToolFiles vivado(ToolInput input) {
    List<String> tcl = new ArrayList<>(COPY_ROMS);
    input.sources().forEach(source -> tcl.add("read_verilog -sv " + source));
    tcl.add("read_xdc top.xdc");
    tcl.add("synth_design -top " + TopModule.NAME + " -part " + input.board().chip().part());
    tcl.add("opt_design");
    tcl.add("place_design");
    tcl.add("phys_opt_design");
    tcl.add("route_design");
    tcl.add("report_utilization -file build/utilization.txt");
    tcl.add("report_timing_summary -file build/timing.txt");
    tcl.add("if {[get_property SLACK [get_timing_paths -delay_type max]] < 0} {");
    tcl.add("  puts stderr \"the timing is not met at " + input.mhz() + " MHz\"");
    tcl.add("  exit 1");
    tcl.add("}");
    tcl.add("write_bitstream -force build/microgpt.bit");
    List<String> xdc = new ArrayList<>();
    for (Pin pin : input.board().pins()) {
      xdc.add("# " + pin.net());
      xdc.add(
          "set_property -dict {PACKAGE_PIN "
              + pin.pin()
              + " IOSTANDARD "
              + pin.io()
              + "} [get_ports "
              + pin.port()
              + "]");
    }
    xdc.add(clock(input));
    xdc.add("set_false_path -from [get_ports rx_i]");
    xdc.add("set_false_path -to [all_outputs]");
    xdc.add("set_property CFGBVS VCCO [current_design]");
    xdc.add("set_property CONFIG_VOLTAGE 3.3 [current_design]");
    Map<String, String> files = new LinkedHashMap<>();
    files.put("top.xdc", text(xdc));
    files.put(SCRIPT, text(tcl));
    return new ToolFiles(
        files,
        List.of("top.xdc"),
        List.of(new Command("vivado", List.of("-mode", "batch", "-source", SCRIPT))));
  }

  private static String clock(ToolInput input) {
    return "create_clock -name clk_i -period " + input.inputPeriodNs() + " [get_ports clk_i]";
  }

  private static String global(String name, String value) {
    return "set_global_assignment -name " + name + " " + value;
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
