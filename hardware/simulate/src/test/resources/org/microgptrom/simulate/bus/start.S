# The stack ends where the memory does; the processor starts at 0 with the stack pointer set.
.section .text.start
.globl start
start:
  call main
  li t0, 0x80000008
  sw zero, 0(t0)
1:
  j 1b
