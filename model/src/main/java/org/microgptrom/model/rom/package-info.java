/**
 * The ROM bundle as values: images, the memory map that says where every weight lies, the manifest
 * and the golden vectors. The stage pack writes these values and verify checks them; the syntax of
 * the files is left to these stages.
 */
package org.microgptrom.model.rom;
