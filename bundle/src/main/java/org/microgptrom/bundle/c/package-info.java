/** Reads the ROMs that are C headers. */
package org.microgptrom.bundle.c;
