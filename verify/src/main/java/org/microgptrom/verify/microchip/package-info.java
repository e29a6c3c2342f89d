/** Reads Microchip's simple hexadecimal and binary files. */
package org.microgptrom.verify.microchip;
