/** The circuit behind AXI4-Lite and Wishbone, asked by both drivers through masters of cocotb. */
@NullMarked
package org.microgptrom.simulate.bus;

import org.jspecify.annotations.NullMarked;
