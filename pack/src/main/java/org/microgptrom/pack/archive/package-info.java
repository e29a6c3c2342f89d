/** Writes archives of a folder, with the same bytes on every machine and in every time zone. */
package org.microgptrom.pack.archive;
