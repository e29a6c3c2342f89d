/**
 * Opens a bundle, a folder or an archive from anywhere, so that what the other packages read is
 * complete, regular and of bounded size.
 */
package org.microgptrom.verify.bundle;
