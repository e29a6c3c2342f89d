/** Writes Intel (Altera) memory initialisation files. */
package org.microgptrom.pack.mif;
