/** Bundles for the tests, made from docs/formats.md alone, and ways to damage them. */
package org.microgptrom.bundle.testing;
