/**
 * Opens a bundle, a folder or an archive from anywhere, so that what is read is complete, regular
 * and of bounded size, and rebuilds the model from its ROM words.
 */
package org.microgptrom.bundle;
