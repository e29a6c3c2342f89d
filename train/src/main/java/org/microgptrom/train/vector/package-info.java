/** The engine in plain Java with the Vector API. */
package org.microgptrom.train.vector;
