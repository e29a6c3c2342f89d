/**
 * Opens a bundle, a folder or an archive from an unknown source, makes sure that it is complete,
 * regular and of bounded size, and rebuilds the model from its ROM words.
 */
package org.microgptrom.bundle;
