/** The boards that are known: their FPGAs, oscillators and pins, from one file. */
package org.microgptrom.board.catalog;
