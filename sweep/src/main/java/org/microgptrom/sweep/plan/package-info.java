/** What a sweep is asked for: axes, limits, the way to search, read from a file or chosen. */
package org.microgptrom.sweep.plan;
