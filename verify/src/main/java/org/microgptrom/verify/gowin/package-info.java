/** Reads Gowin memory initialisation files. */
package org.microgptrom.verify.gowin;
