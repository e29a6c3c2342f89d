/** The serial line to a board: frames, messages, and the session that asks and collects answers. */
package org.microgptrom.board.link;
