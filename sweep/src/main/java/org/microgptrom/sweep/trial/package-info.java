/** One training of a sweep: what it depends on, what came of it, where that is kept. */
package org.microgptrom.sweep.trial;
