/** A board's answers against the golden simulator, and their record. */
package org.microgptrom.board.proof;
