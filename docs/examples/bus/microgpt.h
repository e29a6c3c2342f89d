/*
 * Driver of the circuit behind AXI4-Lite or Wishbone, in C99; docs/bus.md has the registers.
 *
 *   microgpt_t gpt = {(volatile uint32_t *)0x43C00000u};
 *   uint16_t prompt[] = {MICROGPT_BOS};
 *   microgpt_drawn drawn[16];
 *   size_t count;
 *   if (microgpt_check(&gpt) == MICROGPT_OK)
 *     microgpt_generate(&gpt, 0, prompt, 1, microgpt_scale(800), 42, 16, drawn, 16, &count);
 *
 * MICROGPT_BOS is what microgpt_bus.py writes of a bundle.
 *
 * It waits by asking, needs no library, keeps no state but the base, and must not be used for one stream by two threads
 * at once. The registers are those of a device: map them uncached, as a read of the token register takes a
 * token. Where a bus is not reached by loads and stores, define MICROGPT_READ and MICROGPT_WRITE.
 */
#ifndef MICROGPT_H
#define MICROGPT_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  volatile uint32_t *base;
} microgpt_t;

#ifndef MICROGPT_READ
#define MICROGPT_READ(gpt, offset) ((gpt)->base[(offset) / 4u])
#define MICROGPT_WRITE(gpt, offset, value) ((gpt)->base[(offset) / 4u] = (value))
#endif

/* Registers that all streams share. */
#define MICROGPT_MAGIC 0x00u
#define MICROGPT_VERSION 0x04u
#define MICROGPT_VOCAB 0x08u
#define MICROGPT_CONTEXT 0x0Cu
#define MICROGPT_SIZES 0x10u
#define MICROGPT_CONTROL 0x14u
#define MICROGPT_STATUS 0x18u
#define MICROGPT_ENABLE 0x1Cu
#define MICROGPT_PENDING 0x20u
#define MICROGPT_CYCLES 0x24u

/* Registers of a stream. */
#define MICROGPT_STREAM(stream, offset) (0x40u + 0x20u * (uint32_t)(stream) + (offset))
#define MICROGPT_SEQUENCE 0x00u
#define MICROGPT_SCALE 0x04u
#define MICROGPT_SEED 0x08u
#define MICROGPT_MAX_TOKENS 0x0Cu
#define MICROGPT_PROMPT 0x10u
#define MICROGPT_TOKEN 0x14u
#define MICROGPT_STATE 0x18u

#define MICROGPT_TEST_DONE 0x1u /* of MICROGPT_STATUS */
#define MICROGPT_TEST_OK 0x2u
#define MICROGPT_BUSY 0x1u /* of MICROGPT_SEQUENCE; writing it starts */
#define MICROGPT_SATURATED 0x2u
#define MICROGPT_REFUSED 0x4u /* writing it clears it */
#define MICROGPT_LAST_OF_PROMPT 0x80000000u
#define MICROGPT_VALID 0x80000000u /* of MICROGPT_TOKEN */
#define MICROGPT_LAST 0x40000000u

/* Interrupts, of MICROGPT_ENABLE and MICROGPT_PENDING. */
#define MICROGPT_IRQ_TOKENS(stream) (1u << (stream))
#define MICROGPT_IRQ_ENDED(stream) (0x100u << (stream))
#define MICROGPT_IRQ_TESTED 0x10000u

typedef enum {
  MICROGPT_OK,
  MICROGPT_OTHER_DEVICE, /* nothing of the kind answers there, or another version of it */
  MICROGPT_BAD_ROMS,     /* the ROMs failed their self-test */
  MICROGPT_REFUSES,      /* no such stream, a sequence runs, or a token that the model does not have */
  MICROGPT_TOO_MANY      /* more tokens were drawn than there was place for */
} microgpt_result;

/* A token, the state of the generator after it, and whether it ends its sequence. */
typedef struct {
  uint16_t token;
  uint8_t last;
  uint32_t state;
} microgpt_drawn;

/* The scale round(log2(e) / temperature * 4096) of a temperature in thousandths, 91 to 1,000,000; 0 is greedy. */
static inline uint32_t microgpt_scale(uint32_t thousandths) {
  return thousandths == 0 ? 0 : (1181855777u + 100u * thousandths) / (200u * thousandths);
}

/* Empties all FIFOs, ends all sequences and lets the ROMs be tested; the generators keep their states. */
static inline void microgpt_reset(const microgpt_t *gpt) {
  MICROGPT_WRITE(gpt, MICROGPT_CONTROL, 1u);
}

/* Whether the circuit is there and passed its self-test, which is waited for. */
static inline microgpt_result microgpt_check(const microgpt_t *gpt) {
  uint32_t status;
  if (MICROGPT_READ(gpt, MICROGPT_MAGIC) != 0x5450476Du || MICROGPT_READ(gpt, MICROGPT_VERSION) != 1u)
    return MICROGPT_OTHER_DEVICE;
  do {
    status = MICROGPT_READ(gpt, MICROGPT_STATUS);
  } while (!(status & MICROGPT_TEST_DONE));
  return status & MICROGPT_TEST_OK ? MICROGPT_OK : MICROGPT_BAD_ROMS;
}

/* Starts a sequence. A seed of 0 lets the generator go on, which must have been seeded once. */
static inline microgpt_result microgpt_start(const microgpt_t *gpt, unsigned stream, uint32_t scale, uint32_t seed,
                                             uint32_t max_tokens) {
  uint32_t sequence = MICROGPT_STREAM(stream, MICROGPT_SEQUENCE);
  if (stream >= (MICROGPT_READ(gpt, MICROGPT_SIZES) & 0xFFu)) return MICROGPT_REFUSES;
  MICROGPT_WRITE(gpt, MICROGPT_STREAM(stream, MICROGPT_SCALE), scale);
  MICROGPT_WRITE(gpt, MICROGPT_STREAM(stream, MICROGPT_SEED), seed);
  MICROGPT_WRITE(gpt, MICROGPT_STREAM(stream, MICROGPT_MAX_TOKENS), max_tokens);
  MICROGPT_WRITE(gpt, sequence, MICROGPT_REFUSED);
  MICROGPT_WRITE(gpt, sequence, MICROGPT_BUSY);
  return MICROGPT_READ(gpt, sequence) & MICROGPT_REFUSED ? MICROGPT_REFUSES : MICROGPT_OK;
}

/* Gives the next token of the prompt, waiting for room; the sequence must have been started. */
static inline microgpt_result microgpt_prompt(const microgpt_t *gpt, unsigned stream, uint16_t token, int last) {
  uint32_t sequence = MICROGPT_STREAM(stream, MICROGPT_SEQUENCE);
  while (!(MICROGPT_READ(gpt, sequence) >> 16)) {
  }
  MICROGPT_WRITE(gpt, MICROGPT_STREAM(stream, MICROGPT_PROMPT), token | (last ? MICROGPT_LAST_OF_PROMPT : 0u));
  return MICROGPT_READ(gpt, sequence) & MICROGPT_REFUSED ? MICROGPT_REFUSES : MICROGPT_OK;
}

/* Takes a token if there is one: 1, or 0. */
static inline int microgpt_next(const microgpt_t *gpt, unsigned stream, microgpt_drawn *drawn) {
  uint32_t word = MICROGPT_READ(gpt, MICROGPT_STREAM(stream, MICROGPT_TOKEN));
  if (!(word & MICROGPT_VALID)) return 0;
  drawn->token = (uint16_t)word;
  drawn->last = (word & MICROGPT_LAST) != 0;
  drawn->state = MICROGPT_READ(gpt, MICROGPT_STREAM(stream, MICROGPT_STATE));
  return 1;
}

/*
 * A whole sequence: the prompt, of 1 to context tokens, as a rule BOS first, then up to max_tokens drawn ones, of which
 * the first `room` are kept. A max_tokens of 0 draws none. The stream must be idle and its tokens must have been taken.
 */
static inline microgpt_result microgpt_generate(const microgpt_t *gpt, unsigned stream, const uint16_t *prompt,
                                                size_t length, uint32_t scale, uint32_t seed, uint32_t max_tokens,
                                                microgpt_drawn *drawn, size_t room, size_t *count) {
  microgpt_result result;
  microgpt_drawn next;
  size_t i;
  *count = 0;
  if (length == 0 || length > MICROGPT_READ(gpt, MICROGPT_CONTEXT)) return MICROGPT_REFUSES;
  for (i = 0; i < length; i++)
    if (prompt[i] >= MICROGPT_READ(gpt, MICROGPT_VOCAB)) return MICROGPT_REFUSES;
  result = microgpt_start(gpt, stream, scale, seed, max_tokens);
  for (i = 0; result == MICROGPT_OK && i < length; i++)
    result = microgpt_prompt(gpt, stream, prompt[i], i + 1 == length);
  if (result != MICROGPT_OK) return result;
  next.last = max_tokens == 0;
  while (!next.last) {
    if (microgpt_next(gpt, stream, &next)) {
      if (*count < room) drawn[*count] = next;
      ++*count;
    }
  }
  while (MICROGPT_READ(gpt, MICROGPT_STREAM(stream, MICROGPT_SEQUENCE)) & MICROGPT_BUSY) {
  }
  if (*count > room) {
    *count = room;
    return MICROGPT_TOO_MANY;
  }
  return MICROGPT_OK;
}

/* The UTF-8 of a token, at most 4 bytes and a 0; symbols has the code points of all tokens but BOS, which is "". */
static inline size_t microgpt_text(const uint32_t *symbols, size_t symbol_count, uint16_t token, char text[5]) {
  uint32_t point = token < symbol_count ? symbols[token] : 0;
  size_t length = 0;
  if (token < symbol_count) {
    if (point < 0x80u) {
      text[length++] = (char)point;
    } else {
      if (point < 0x800u) {
        text[length++] = (char)(0xC0u | point >> 6);
      } else {
        if (point < 0x10000u) {
          text[length++] = (char)(0xE0u | point >> 12);
        } else {
          text[length++] = (char)(0xF0u | point >> 18);
          text[length++] = (char)(0x80u | (point >> 12 & 0x3Fu));
        }
        text[length++] = (char)(0x80u | (point >> 6 & 0x3Fu));
      }
      text[length++] = (char)(0x80u | (point & 0x3Fu));
    }
  }
  text[length] = 0;
  return length;
}

#endif
