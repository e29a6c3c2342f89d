/** What {@code bench/run} measures the product with; no part of it. */
package org.microgptrom.bench;
