/** What the writers of memory-initialisation files have in common; each syntax has a package. */
package org.microgptrom.pack.memory;
