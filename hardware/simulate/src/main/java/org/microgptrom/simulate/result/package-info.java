/** What the test bench writes, read event by event, and its comparison with what is expected. */
package org.microgptrom.simulate.result;
