/**
 * The ROM bundle as values: images, the memory map that says where every weight lies, the manifest
 * and the golden vectors. What pack writes and verify checks; the files' syntax is theirs.
 */
package org.microgptrom.model.rom;
