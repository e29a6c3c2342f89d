/** What a bitstream holds: block RAM contents, read back and compared with a bundle's images. */
package org.microgptrom.board.bitstream;
