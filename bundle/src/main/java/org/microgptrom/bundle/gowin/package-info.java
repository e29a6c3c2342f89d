/** Reads Gowin memory initialisation files. */
package org.microgptrom.bundle.gowin;
