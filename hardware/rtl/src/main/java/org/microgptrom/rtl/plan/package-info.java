/**
 * What a circuit of any shape would take of a device, and how fast it would be there, without
 * running any tool.
 */
package org.microgptrom.rtl.plan;
