/** The programs with which {@code bench/run} measures the product; they are no part of it. */
package org.microgptrom.bench;
