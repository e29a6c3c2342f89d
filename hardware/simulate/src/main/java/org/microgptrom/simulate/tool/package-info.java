/** The simulators, how each compiles a circuit, and the folder that it works in. */
package org.microgptrom.simulate.tool;
