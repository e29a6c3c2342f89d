/**
 * The circuit: its SystemVerilog sources, which every bundle carries, and the parameters file that
 * fits them to one model.
 */
package org.microgptrom.rtl;
