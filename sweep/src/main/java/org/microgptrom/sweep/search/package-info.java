/** Which trials are worth their time: what fits, what goes on, what nothing is better than. */
package org.microgptrom.sweep.search;
