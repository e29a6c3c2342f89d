/** Reads Motorola S-records. */
package org.microgptrom.bundle.srec;
