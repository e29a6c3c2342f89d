/**
 * Runs Yosys and nextpnr on a bundle's sources, and reads from their reports what the circuit takes
 * on a real FPGA and how fast it runs there.
 */
package org.microgptrom.rtl.synth;
