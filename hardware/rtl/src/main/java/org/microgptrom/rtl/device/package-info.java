/** The resources of FPGAs: the data file that synthesis and the planner read. */
package org.microgptrom.rtl.device;
