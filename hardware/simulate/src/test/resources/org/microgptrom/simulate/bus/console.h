/* The console of system.sv. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdint.h>

#define CONSOLE (*(volatile uint32_t *)0x80000000u)
#define PINS (*(volatile uint32_t *)0x80000004u)
#define CIRCUIT ((volatile uint32_t *)0x40000000u)

static inline void say(const char *text) {
  while (*text) CONSOLE = (uint8_t)*text++;
}

static inline void say_number(uint32_t number) {
  char digits[9];
  int i;
  for (i = 7; i >= 0; i--, number >>= 4) digits[i] = "0123456789abcdef"[number & 15u];
  digits[8] = 0;
  say(digits);
}

static inline void tell(const char *name, uint32_t number) {
  say(name);
  say(" ");
  say_number(number);
  say("\n");
}

#endif
