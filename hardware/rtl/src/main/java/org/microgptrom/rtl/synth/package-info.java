/**
 * What the circuit costs on a real FPGA and how fast it runs there: Yosys and nextpnr on a bundle's
 * sources, and what they report.
 */
package org.microgptrom.rtl.synth;
