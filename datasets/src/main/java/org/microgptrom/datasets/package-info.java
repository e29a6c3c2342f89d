/**
 * The first stage: turns a text file or a named corpus into documents and splits them into a
 * training and a validation set.
 */
package org.microgptrom.datasets;
