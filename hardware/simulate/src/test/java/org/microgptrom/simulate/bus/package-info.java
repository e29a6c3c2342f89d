/** The circuit behind AXI4-Lite and Wishbone, used by a processor. */
@NullMarked
package org.microgptrom.simulate.bus;

import org.jspecify.annotations.NullMarked;
