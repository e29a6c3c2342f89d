/** Stands in for a simulator in tests of this and of other modules. */
package org.microgptrom.simulate.testing;
