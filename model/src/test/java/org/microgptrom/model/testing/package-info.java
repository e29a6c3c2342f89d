/** Support for the tests of all modules: external tools as oracles, small random models. */
package org.microgptrom.model.testing;
