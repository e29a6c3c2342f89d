/** Writes Microchip's simple hexadecimal and binary files. */
package org.microgptrom.pack.microchip;
