/** Reads Intel HEX files, byte-addressed and as Quartus reads them. */
package org.microgptrom.bundle.ihex;
