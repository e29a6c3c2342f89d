/** The ports behind which a board is: serial ports of this machine, and sockets. */
package org.microgptrom.board.port;
