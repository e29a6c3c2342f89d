/** What FPGAs hold: the data file that synthesis and the planner read. */
package org.microgptrom.rtl.device;
