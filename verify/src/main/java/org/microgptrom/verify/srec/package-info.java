/** Reads Motorola S-records. */
package org.microgptrom.verify.srec;
