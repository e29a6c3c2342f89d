"""Runs a command on a pseudo-terminal, as a user sees it.

terminal.py COLUMNS INTERRUPT COMMAND...: prints what the terminal received and then a line "exit CODE".
Where INTERRUPT is not empty, Ctrl-C is pressed once the terminal has received that text.
"""

import fcntl
import os
import pty
import signal
import struct
import sys
import termios
import time

columns, interrupt, command = int(sys.argv[1]), sys.argv[2].encode(), sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    time.sleep(0.2)  # until the size is set
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
received = b""
pressed = not interrupt
while True:
    try:
        piece = os.read(terminal, 1 << 16)
    except OSError:  # Linux says so when the last process has closed it
        break
    if not piece:
        break
    received += piece
    if not pressed and interrupt in received:
        os.write(terminal, b"\x03")
        pressed = True
status = os.waitpid(child, 0)[1]
sys.stdout.buffer.write(received + b"\nexit %d\n" % os.waitstatus_to_exitcode(status))
