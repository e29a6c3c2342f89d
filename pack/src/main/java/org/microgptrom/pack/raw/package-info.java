/** Writes ROMs as bytes and nothing else. */
package org.microgptrom.pack.raw;
