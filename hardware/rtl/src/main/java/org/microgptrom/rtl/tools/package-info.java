/** Programs of others that simulate or synthesise the circuit, found on the PATH. */
package org.microgptrom.rtl.tools;
