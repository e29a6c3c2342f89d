/**
 * The last stage: a ROM bundle, and nothing else, to a verdict. Every file is read again, every
 * copy of every weight compared, every golden vector computed anew.
 */
package org.microgptrom.verify;
