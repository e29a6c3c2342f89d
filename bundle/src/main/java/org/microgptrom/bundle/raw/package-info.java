/** Reads ROMs that are bytes and nothing else. */
package org.microgptrom.bundle.raw;
