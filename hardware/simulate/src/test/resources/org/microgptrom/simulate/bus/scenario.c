/*
 * Plays sequences by the driver and tells what comes out, and what the registers do with what is wrong. The accesses go
 * through functions that whoever loads this library gives.
 */
#include <stdint.h>
#include <stdio.h>

typedef struct {
  uint32_t (*read)(uint32_t offset);
  void (*write)(uint32_t offset, uint32_t value, uint32_t strobes);
  uint32_t (*interrupt)(void);
  void (*say)(const char *line);
} access_t;

static access_t access;

#define MICROGPT_READ(gpt, offset) ((void)(gpt), access.read(offset))
#define MICROGPT_WRITE(gpt, offset, value) ((void)(gpt), access.write((offset), (value), 0xFu))
#include "microgpt.h"

#include "bundle.h"
#include "cases.h"

static const microgpt_t gpt = {NULL};

static void tell(const char *name, uint32_t number) {
  char line[80];
  snprintf(line, sizeof line, "%s %08x", name, (unsigned)number);
  access.say(line);
}

static void tell_drawn(const microgpt_drawn *drawn) {
  char text[5], line[80];
  microgpt_text(microgpt_symbols, sizeof microgpt_symbols / sizeof microgpt_symbols[0], drawn->token, text);
  snprintf(line, sizeof line, "%08x %08x %s %s", (unsigned)drawn->token, (unsigned)drawn->state,
           drawn->last ? "last" : "more", text);
  access.say(line);
}

/* The status of stream 0, without what the sequence before has left. */
static void tell_status(const char *name) {
  tell(name, MICROGPT_READ(&gpt, MICROGPT_STREAM(0, MICROGPT_SEQUENCE)) & ~MICROGPT_SATURATED);
}

static void play(const test_case *sequence) {
  microgpt_drawn drawn[ROOM];
  size_t count = 0, i;
  microgpt_result result =
      microgpt_generate(&gpt, sequence->stream, sequence->prompt, sequence->length, sequence->scale, sequence->seed,
                        sequence->max_tokens, drawn, ROOM, &count);
  tell("sequence", result);
  tell("saturated", MICROGPT_READ(&gpt, MICROGPT_STREAM(sequence->stream, MICROGPT_SEQUENCE)) & MICROGPT_SATURATED);
  for (i = 0; i < count; i++) tell_drawn(&drawn[i]);
}

static uint32_t drawn_of(unsigned stream) {
  return MICROGPT_READ(&gpt, MICROGPT_STREAM(stream, MICROGPT_SEQUENCE)) >> 8 & 0xFFu;
}

/* All streams at once, whose tokens nobody takes until all FIFOs have been full for a while. */
static void play_together(void) {
  unsigned s, i, waits;
  for (s = 0; s < STREAMS; s++) {
    const test_case *sequence = &together[s];
    tell("together", microgpt_start(&gpt, s, sequence->scale, sequence->seed, sequence->max_tokens));
    for (i = 0; i < sequence->length; i++) microgpt_prompt(&gpt, s, sequence->prompt[i], i + 1 == sequence->length);
  }
  for (s = 0; s < STREAMS; s++)
    while (drawn_of(s) < DEPTH) {
    }
  for (waits = 0; waits < 100; waits++) (void)MICROGPT_READ(&gpt, MICROGPT_STATUS);
  tell("pending", MICROGPT_READ(&gpt, MICROGPT_PENDING));
  for (s = STREAMS; s-- > 0;) {
    microgpt_drawn drawn;
    drawn.last = 0;
    tell("full", drawn_of(s));
    while (!drawn.last)
      if (microgpt_next(&gpt, s, &drawn)) tell_drawn(&drawn);
  }
}

static void set_bytes(void) {
  uint32_t seed = MICROGPT_STREAM(0, MICROGPT_SEED), scale = MICROGPT_STREAM(0, MICROGPT_SCALE);
  MICROGPT_WRITE(&gpt, seed, 0x11223344u);
  access.write(seed, 0xFFFFAAFFu, 0x2u);
  access.write(seed, 0xBBCCFFFFu, 0xCu);
  tell("bytes", MICROGPT_READ(&gpt, seed));
  MICROGPT_WRITE(&gpt, scale, 0xFFFF1234u);
  access.write(scale, 0x56u, 0x1u);
  tell("bytes", MICROGPT_READ(&gpt, scale));
  MICROGPT_WRITE(&gpt, MICROGPT_ENABLE, 0xFFFFFFFFu);
  access.write(MICROGPT_ENABLE, 0u, 0x2u);
  tell("bytes", MICROGPT_READ(&gpt, MICROGPT_ENABLE));
  MICROGPT_WRITE(&gpt, MICROGPT_ENABLE, 0u);
}

static void refuse(void) {
  uint32_t sequence = MICROGPT_STREAM(0, MICROGPT_SEQUENCE), prompt = MICROGPT_STREAM(0, MICROGPT_PROMPT), i;
  tell("refuse stream", microgpt_start(&gpt, STREAMS, 0, 1, 1));
  MICROGPT_WRITE(&gpt, prompt, MICROGPT_BOS + 1u);
  tell_status("refuse token");
  MICROGPT_WRITE(&gpt, sequence, MICROGPT_REFUSED);
  access.write(prompt, 1u, 0x3u); /* a token needs all bytes */
  tell_status("refuse half");
  MICROGPT_WRITE(&gpt, sequence, MICROGPT_REFUSED);
  for (i = 0; i < 5; i++) MICROGPT_WRITE(&gpt, prompt, MICROGPT_BOS);
  tell_status("refuse fifth");
  microgpt_reset(&gpt);
  tell_status("reset");
  microgpt_reset(&gpt);
  MICROGPT_WRITE(&gpt, sequence, MICROGPT_BUSY); /* the self-test still runs */
  tell_status("refuse start");
  tell("check", microgpt_check(&gpt));
  microgpt_start(&gpt, 0, 0, 1, 1);
  tell_status("starts");
  MICROGPT_WRITE(&gpt, sequence, MICROGPT_BUSY);
  tell_status("refuse second");
  microgpt_reset(&gpt);
}

/* A prompt that does not fit the context ends with it. */
static void overflow(void) {
  uint32_t i, sequence = MICROGPT_STREAM(0, MICROGPT_SEQUENCE);
  microgpt_drawn drawn;
  tell("check", microgpt_check(&gpt));
  microgpt_start(&gpt, 0, 0, 1, 9);
  for (i = 0; i < CONTEXT + 2; i++) tell("long", microgpt_prompt(&gpt, 0, 1, i == CONTEXT + 1));
  while (!microgpt_next(&gpt, 0, &drawn)) {
  }
  tell_drawn(&drawn);
  MICROGPT_WRITE(&gpt, sequence, MICROGPT_REFUSED);
}

static void interrupts(const test_case *sequence) {
  microgpt_drawn drawn;
  uint32_t i, ended = MICROGPT_IRQ_ENDED(0), tokens = MICROGPT_IRQ_TOKENS(0);
  MICROGPT_WRITE(&gpt, MICROGPT_PENDING, 0xFFFFFFFFu);
  MICROGPT_WRITE(&gpt, MICROGPT_ENABLE, MICROGPT_IRQ_TESTED);
  microgpt_reset(&gpt);
  tell("irq off", access.interrupt());
  while (!(access.interrupt())) {
  }
  tell("irq tested", MICROGPT_READ(&gpt, MICROGPT_PENDING));
  MICROGPT_WRITE(&gpt, MICROGPT_PENDING, MICROGPT_IRQ_TESTED);
  tell("irq cleared", access.interrupt());
  MICROGPT_WRITE(&gpt, MICROGPT_ENABLE, tokens);
  microgpt_start(&gpt, 0, sequence->scale, sequence->seed, 2);
  for (i = 0; i < sequence->length; i++) microgpt_prompt(&gpt, 0, sequence->prompt[i], i + 1 == sequence->length);
  while (!(access.interrupt())) {
  }
  MICROGPT_WRITE(&gpt, MICROGPT_ENABLE, ended);
  while (!(access.interrupt())) {
  }
  tell("irq ended", MICROGPT_READ(&gpt, MICROGPT_PENDING));
  MICROGPT_WRITE(&gpt, MICROGPT_PENDING, ended);
  tell("irq cleared", access.interrupt());
  MICROGPT_WRITE(&gpt, MICROGPT_ENABLE, tokens);
  while (microgpt_next(&gpt, 0, &drawn)) tell_drawn(&drawn);
  tell("irq taken", access.interrupt());
}

/* In the middle of a sequence, with tokens waiting. */
static void abort_one(const test_case *sequence) {
  microgpt_drawn drawn;
  uint32_t i;
  microgpt_start(&gpt, 0, sequence->scale, sequence->seed, sequence->max_tokens);
  for (i = 0; i < sequence->length; i++) microgpt_prompt(&gpt, 0, sequence->prompt[i], i + 1 == sequence->length);
  while (!microgpt_next(&gpt, 0, &drawn)) {
  }
  microgpt_reset(&gpt);
  tell_status("aborted");
  tell("check", microgpt_check(&gpt));
}

void scenario(const access_t *given) {
  unsigned i;
  access = *given;
  tell("check", microgpt_check(&gpt));
  tell("vocab", MICROGPT_READ(&gpt, MICROGPT_VOCAB));
  tell("context", MICROGPT_READ(&gpt, MICROGPT_CONTEXT));
  tell("sizes", MICROGPT_READ(&gpt, MICROGPT_SIZES));
  tell("scale", microgpt_scale(91));
  tell("scale", microgpt_scale(1000));
  for (i = 0; i < CASES; i++) play(&cases[i]);
  play_together();
  set_bytes();
  refuse();
  overflow();
  interrupts(&cases[0]);
  abort_one(&together[0]);
  play(&cases[0]);
}
