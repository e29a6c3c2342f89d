/** Writes ROMs as C headers. */
package org.microgptrom.pack.c;
