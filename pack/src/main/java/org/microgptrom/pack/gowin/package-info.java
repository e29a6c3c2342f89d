/** Writes Gowin memory initialisation files. */
package org.microgptrom.pack.gowin;
