/** Reads Microchip's simple hexadecimal and binary files. */
package org.microgptrom.bundle.microchip;
