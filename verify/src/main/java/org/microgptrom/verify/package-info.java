/**
 * The last stage: it gives a verdict on a ROM bundle from the bundle alone. Every file is read
 * again, every copy of every weight is compared, and every golden vector is computed anew.
 */
package org.microgptrom.verify;
