/*
 * Reads and writes words of the circuit as the console asks, in hexadecimal digits: "r ADDRESS", "w ADDRESS VALUE";
 * "p 0" reads the pins.
 */
#include "console.h"

static uint32_t number(void) {
  uint32_t value = 0, c;
  while ((c = CONSOLE) > ' ') value = value << 4 | (c <= '9' ? c - '0' : c - 'a' + 10u);
  return value;
}

int main(void) {
  for (;;) {
    uint32_t address, command = CONSOLE;
    if (command == 0xFFFFFFFFu) return 0;
    (void)CONSOLE;
    address = number();
    if (command == 'r') {
      say_number(CIRCUIT[address / 4]);
    } else if (command == 'w') {
      CIRCUIT[address / 4] = number();
      say("ok");
    } else {
      say_number(PINS);
    }
    say("\n");
  }
}
