/**
 * The archives that a bundle may come in: unpacked into a temporary folder, if they are intact, of
 * bounded size, and hold one bundle and nothing else.
 */
package org.microgptrom.bundle.archive;
