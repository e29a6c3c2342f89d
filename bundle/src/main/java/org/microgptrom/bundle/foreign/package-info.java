/** Reads the memory files of other tools, and of people, as they are written. */
package org.microgptrom.bundle.foreign;
