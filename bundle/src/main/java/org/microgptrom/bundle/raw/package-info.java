/** Reads ROM files that consist of bytes and nothing else. */
package org.microgptrom.bundle.raw;
