/**
 * Long comparisons in chunks, on all processors, with a state that outlives the process, and in
 * shards that other machines run.
 */
package org.microgptrom.verify.campaign;
