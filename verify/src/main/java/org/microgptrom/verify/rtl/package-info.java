/** The checks of a bundle's circuit, in every simulator that was asked for. */
package org.microgptrom.verify.rtl;
