// A board in simulation: the top level, compiled by Verilator, with a serial line behind a pseudo-terminal, bit by bit.
//
//   board CLOCK_HZ BAUD NOISE LOSS SEED
//
// Prints the pseudo-terminal's name and its own process id, and runs until it is killed or its parent has gone. The
// board's side of the line has BAUD, the host's side the rate that the host has set, so that a wrong one shows as it
// would on a wire. NOISE and LOSS are probabilities in 1e-6: that a bit is turned over, that a byte is lost, each in
// both directions.
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#ifdef __linux__
#include <asm/termbits.h>
#else
#include <termios.h>
#endif

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <deque>

#include "Vboard.h"
#include "verilated.h"

double sc_time_stamp() { return 0; }

namespace {

int master;
double clock_hz;
double board_baud;

// Raw, at the board's rate, until the host sets another.
void initial_settings(int slave) {
#ifdef __linux__
  struct termios2 settings;
  ioctl(slave, TCGETS2, &settings);
  settings.c_iflag = 0;
  settings.c_oflag = 0;
  settings.c_lflag = 0;
  settings.c_cflag = CS8 | CREAD | CLOCAL | BOTHER;
  settings.c_ispeed = settings.c_ospeed = static_cast<unsigned>(board_baud);
  ioctl(slave, TCSETS2, &settings);
#else
  struct termios settings;
  tcgetattr(slave, &settings);
  cfmakeraw(&settings);
  cfsetspeed(&settings, static_cast<speed_t>(board_baud));
  tcsetattr(slave, TCSANOW, &settings);
#endif
}

double host_baud() {
#ifdef __linux__
  struct termios2 settings;
  if (ioctl(master, TCGETS2, &settings) == 0 && settings.c_ospeed > 0) return settings.c_ospeed;
#else
  struct termios settings;
  if (tcgetattr(master, &settings) == 0 && cfgetospeed(&settings) > 0) return cfgetospeed(&settings);
#endif
  return board_baud;
}

// xorshift64*: the faults of a seed are the same on every run.
uint64_t random_state;
bool happens(double probability) {
  if (probability <= 0) return false;
  random_state ^= random_state >> 12;
  random_state ^= random_state << 25;
  random_state ^= random_state >> 27;
  return (random_state * 2685821657736338717ULL >> 11) * 0x1p-53 < probability;
}

// The host's sender: turns bytes into levels.
struct Sender {
  std::deque<uint8_t> waiting;
  unsigned bits = 0;
  int left = 0;
  double until = 0;

  bool idle() const { return left == 0 && waiting.empty(); }

  int level(double now, double per_bit, double noise) {
    if (left == 0 && !waiting.empty()) {
      bits = waiting.front() << 1 | 0x200;
      for (int i = 0; i < 10; i++)
        if (happens(noise)) bits ^= 1u << i;
      waiting.pop_front();
      left = 10;
      until = now + per_bit;
    }
    if (left == 0) return 1;
    int level = bits & 1;
    if (now >= until) {
      bits >>= 1;
      left--;
      until += per_bit;
    }
    return level;
  }
};

// The host's receiver: samples the middle of each bit.
struct Receiver {
  unsigned bits = 0;
  int got = -1;
  double next = 0;
  int before = 1;

  bool idle() const { return got < 0; }

  // Whether a byte has come.
  bool sample(int level, double now, double per_bit, double noise, uint8_t* byte) {
    bool came = false;
    if (got < 0) {
      if (before && !level) {
        got = 0;
        bits = 0;
        next = now + 1.5 * per_bit;
      }
    } else if (now >= next) {
      if (got == 8) {
        *byte = static_cast<uint8_t>(bits);
        came = true;
        got = -1;
      } else {
        bits |= (happens(noise) ? !level : level) << got++;
        next += per_bit;
      }
    }
    before = level;
    return came;
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: board CLOCK_HZ BAUD NOISE LOSS SEED\n");
    return 2;
  }
  clock_hz = atof(argv[1]);
  board_baud = atof(argv[2]);
  double noise = atof(argv[3]) * 1e-6;
  double loss = atof(argv[4]) * 1e-6;
  random_state = strtoull(argv[5], nullptr, 10) * 0x9E3779B97F4A7C15ULL | 1;

  const pid_t parent = getppid();
  master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) {
    perror("no pseudo-terminal");
    return 2;
  }
  const char* name = ptsname(master);
  int slave = open(name, O_RDWR | O_NOCTTY);  // held, so that a host may come and go
  initial_settings(slave);

  Vboard top;
  Sender sender;
  Receiver receiver;
  double per_bit = clock_hz / board_baud;
  uint64_t now = 0;
  uint64_t active = 0;
  uint64_t lost = 0;
  top.rx_i = 1;
  const uint64_t awake = 1000;  // cycles from power-up
  while (true) {
    if (now == awake) {
      printf("%s %ld\n", name, static_cast<long>(getpid()));
      fflush(stdout);
    }
    // Now and then, what the host has sent.
    if (now > awake && sender.waiting.empty() && now % 256 == 0) {
      uint8_t piece[256];
      ssize_t n = read(master, piece, sizeof piece);
      if (n > 0) {
        per_bit = clock_hz / host_baud();
        for (ssize_t i = 0; i < n; i++)
          if (!happens(loss)) sender.waiting.push_back(piece[i]);
      }
    }
    top.rx_i = sender.level(static_cast<double>(now), per_bit, noise);
    top.clk_i = 1;
    top.eval();
    top.clk_i = 0;
    top.eval();
    uint8_t byte;
    if (receiver.sample(top.tx_o, static_cast<double>(now), per_bit, noise, &byte) && !happens(loss)
        && write(master, &byte, 1) != 1)
      lost++;  // a host that does not read loses what does not fit, as on a wire
    now++;
    if (!sender.idle() || !receiver.idle()) active = now;
    // A quiet line costs little: after some silence the host's next byte is waited for.
    if (now - active > 1000000 && now % 100000 == 0) {
      struct pollfd line = {master, POLLIN, 0};
      poll(&line, 1, 20);
      if (getppid() != parent) break;
    }
  }
  if (lost != 0) fprintf(stderr, "%llu bytes lost: the host did not read\n", static_cast<unsigned long long>(lost));
  return 0;
}
