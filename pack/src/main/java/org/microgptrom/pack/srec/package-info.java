/** Writes Motorola S-records. */
package org.microgptrom.pack.srec;
