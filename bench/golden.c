/* The forward step of docs/arithmetic.md in plain C, to measure the golden simulator against: loops as one writes them down, 16-bit
 * words, one token at a time, all sizes and shifts known to the compiler.
 *
 *   python3 bench/golden_model.py QUANTIZED > model.h
 *   cc -O3 -march=native -include stdint.h -include model.h -o golden bench/golden.c
 *   ./golden TOKENS        pseudo-random tokens in sequences of the whole context; prints checksum, clamps and tokens per second
 *
 * With -DLANES=512, so many sequences are computed side by side, each loop runs over them, and TOKENS is a multiple of LANES * CONTEXT.
 *
 * Dot products are summed in 32 bits without a proof that they fit, which is the fastest a compiler can get; that the checksum
 * of all logits equals the golden simulator's shows that they did. Right shifts of negative numbers are arithmetic in every C compiler at hand. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { D = EMBD, HD = EMBD / HEADS };

static int16_t keys[LAYERS][CONTEXT][D], values[LAYERS][CONTEXT][D];
static int64_t clamps;

static inline int64_t round_shift(int64_t a, int s) { return s > 0 ? (a + (1LL << (s - 1))) >> s : a * (1LL << -s); }

static inline int16_t sat16(int64_t a) {
  int64_t word = a < -32768 ? -32768 : a > 32767 ? 32767 : a;
  clamps += word != a;
  return (int16_t)word;
}

static inline int leading_one(int64_t a) { return 63 - __builtin_clzll((uint64_t)a); }

static inline int32_t interpolate(const int32_t *table, int64_t s, int e) {
  int32_t u = (int32_t)(e >= 15 ? s >> (e - 15) : s << (15 - e)) - (1 << 15), i = u >> 10;
  return table[i] - (((table[i] - table[i + 1]) * (u & 1023)) >> 10);
}

static inline int32_t dot(const int16_t *a, const int16_t *b, int n) {
  int32_t sum = 0;
  for (int i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

static inline void linear(const int16_t *w, const int16_t *y, int16_t *out, int rows, int columns, int shift) {
  for (int r = 0; r < rows; r++) out[r] = sat16(round_shift(dot(w + r * columns, y, columns), shift));
}

static void norm(const int16_t *y, int64_t epsilon, int16_t *out) {
  int64_t sum = epsilon;
  for (int i = 0; i < D; i++) sum += y[i] * y[i];
  int e = leading_one(sum) & ~1;
  int32_t r = interpolate(rsqrt, sum, e);
  for (int i = 0; i < D; i++) out[i] = sat16(round_shift((int64_t)y[i] * r, NORM_SHIFT + e / 2));
}

static void attend(const int16_t *q, int layer, int position, int16_t *a) {
  for (int head = 0; head < D; head += HD) {
    int64_t scores[CONTEXT], most = INT64_MIN, sum = 0;
    int32_t weights[CONTEXT];
    for (int t = 0; t <= position; t++) {
      int64_t product = 0;
      for (int j = head; j < head + HD; j++) product += q[j] * keys[layer][t][j];
      scores[t] = round_shift(product, score_shift[layer]);
      most = scores[t] > most ? scores[t] : most;
    }
    for (int t = 0; t <= position; t++) {
      int64_t d = most - scores[t];
      weights[t] = d >> 8 >= 16 ? 0 : exp2[d & 255] >> (d >> 8);
      sum += weights[t];
    }
    int e = leading_one(sum);
    int32_t r = interpolate(recip, sum, e);
    for (int j = head; j < head + HD; j++) {
      int64_t weighted = 0;
      for (int t = 0; t <= position; t++) weighted += (int64_t)weights[t] * values[layer][t][j];
      a[j] = sat16(round_shift(round_shift(weighted, e) * r, 15));
    }
  }
}

static void step(int token, int position, int16_t *logits) {
  int16_t e[D], x[D], n[D], q[D], a[D], h[HIDDEN], added[D];
  for (int i = 0; i < D; i++) e[i] = (int16_t)(wte[token * D + i] + wpe[position * D + i]);
  norm(e, EMBEDDING_EPSILON, x);
  for (int i = 0; i < D; i++) x[i] = sat16(round_shift(x[i], EMBEDDING_SHIFT));
  for (int layer = 0; layer < LAYERS; layer++) {
    norm(x, RESIDUAL_EPSILON, n);
    linear(attn_wq + layer * D * D, n, q, D, D, q_shift[layer]);
    linear(attn_wk + layer * D * D, n, keys[layer][position], D, D, k_shift[layer]);
    linear(attn_wv + layer * D * D, n, values[layer][position], D, D, v_shift[layer]);
    attend(q, layer, position, a);
    linear(attn_wo + layer * D * D, a, added, D, D, wo_shift[layer]);
    for (int i = 0; i < D; i++) x[i] = sat16(x[i] + added[i]);
    norm(x, RESIDUAL_EPSILON, n);
    for (int r = 0; r < HIDDEN; r++) {
      int32_t sum = dot(mlp_fc1 + (layer * HIDDEN + r) * D, n, D);
      h[r] = sat16(round_shift(sum > 0 ? sum : 0, fc1_shift[layer]));
    }
    linear(mlp_fc2 + layer * D * HIDDEN, h, added, D, HIDDEN, fc2_shift[layer]);
    for (int i = 0; i < D; i++) x[i] = sat16(x[i] + added[i]);
  }
  linear(lm_head, x, logits, VOCAB_SIZE, D, HEAD_SHIFT);
}

#ifdef LANES
typedef int16_t Words[LANES];
static Words lane_keys[LAYERS][CONTEXT][D], lane_values[LAYERS][CONTEXT][D];
_Static_assert(D % 16 == 0 && HIDDEN % 16 == 0, "rows are multiplied by 16 columns at once");

/* Rounds, cuts to 16 bits and counts, for all lanes; shift is 1 or more. */
static inline void store(const int32_t *a, int shift, int16_t *out) {
  int32_t clamped = 0;
  for (int b = 0; b < LANES; b++) {
    int32_t value = ((a[b] >> (shift - 1)) + 1) >> 1, word = value < -32768 ? -32768 : value > 32767 ? 32767 : value;
    clamped += word != value;
    out[b] = (int16_t)word;
  }
  clamps += clamped;
}

static inline void lane_linear(const int16_t *w, const Words *y, Words *out, int rows, int columns, int shift, int relu) {
  for (int r = 0; r < rows; r++) {
    int32_t sums[LANES] = {0};
    for (int c = 0; c < columns; c += 16) {
      const int16_t *row = w + r * columns + c;
      for (int b = 0; b < LANES; b++) {
        int32_t sum = sums[b];
#pragma GCC unroll 16
        for (int j = 0; j < 16; j++) sum += row[j] * y[c + j][b];
        sums[b] = sum;
      }
    }
    for (int b = 0; relu && b < LANES; b++) sums[b] = sums[b] > 0 ? sums[b] : 0;
    store(sums, shift, out[r]);
  }
}

static void lane_add(Words *x, const Words *y) {
  for (int i = 0; i < D; i++) {
    int32_t sums[LANES];
    for (int b = 0; b < LANES; b++) sums[b] = (x[i][b] + y[i][b]) * 2;
    store(sums, 1, x[i]);
  }
}

static void lane_norm(const Words *y, int64_t epsilon, Words *out) {
  int64_t sums[LANES];
  int32_t scales[LANES], shifts[LANES];
  for (int b = 0; b < LANES; b++) sums[b] = epsilon;
  for (int i = 0; i < D; i++)
    for (int b = 0; b < LANES; b++) sums[b] += y[i][b] * y[i][b];
  for (int b = 0; b < LANES; b++) {
    int e = leading_one(sums[b]) & ~1;
    scales[b] = interpolate(rsqrt, sums[b], e);
    shifts[b] = NORM_SHIFT + e / 2;
  }
  for (int i = 0; i < D; i++) {
    int32_t rounded[LANES];
    for (int b = 0; b < LANES; b++) rounded[b] = (((y[i][b] * scales[b]) >> (shifts[b] - 1)) + 1) & ~1;
    store(rounded, 1, out[i]);
  }
}

static void lane_attend(const Words *q, int layer, int position, Words *a) {
  for (int head = 0; head < D; head += HD) {
    int32_t weights[CONTEXT][LANES], most[LANES], sum[LANES] = {0}, e[LANES], r[LANES];
    for (int b = 0; b < LANES; b++) most[b] = INT32_MIN;
    for (int t = 0; t <= position; t++)
      for (int b = 0; b < LANES; b++) {
        int32_t product = 0;
#pragma GCC unroll 16
        for (int j = head; j < head + HD; j++) product += q[j][b] * lane_keys[layer][t][j][b];
        int32_t score = ((product >> (score_shift[layer] - 1)) + 1) >> 1;
        weights[t][b] = score;
        most[b] = score > most[b] ? score : most[b];
      }
    for (int t = 0; t <= position; t++)
      for (int b = 0; b < LANES; b++) {
        int32_t d = most[b] - weights[t][b], shift = d >> 8 < 16 ? d >> 8 : 16;
        weights[t][b] = exp2[d & 255] >> shift;
        sum[b] += weights[t][b];
      }
    for (int b = 0; b < LANES; b++) {
      e[b] = leading_one(sum[b]);
      r[b] = interpolate(recip, sum[b], e[b]);
    }
    for (int j = head; j < head + HD; j++) {
      int64_t weighted[LANES] = {0};
      int32_t words[LANES];
      for (int t = 0; t <= position; t++)
        for (int b = 0; b < LANES; b++) weighted[b] += (int64_t)weights[t][b] * lane_values[layer][t][j][b];
      for (int b = 0; b < LANES; b++) {
        int64_t average = (weighted[b] + (1LL << (e[b] - 1))) >> e[b]; /* e is 15 or more */
        words[b] = (int32_t)((average * r[b]) >> 14);
      }
      store(words, 1, a[j]);
    }
  }
}

static void lane_step(const int *tokens, int position, Words *logits) {
  static Words x[D], n[D], q[D], a[D], h[HIDDEN], added[D];
  for (int i = 0; i < D; i++)
    for (int b = 0; b < LANES; b++) x[i][b] = (int16_t)(wte[tokens[b] * D + i] + wpe[position * D + i]);
  lane_norm((const Words *)x, EMBEDDING_EPSILON, n);
  for (int i = 0; i < D; i++) {
    int32_t wide[LANES];
    for (int b = 0; b < LANES; b++) wide[b] = n[i][b];
    store(wide, EMBEDDING_SHIFT, x[i]);
  }
  for (int layer = 0; layer < LAYERS; layer++) {
    lane_norm((const Words *)x, RESIDUAL_EPSILON, n);
    lane_linear(attn_wq + layer * D * D, (const Words *)n, q, D, D, q_shift[layer], 0);
    lane_linear(attn_wk + layer * D * D, (const Words *)n, lane_keys[layer][position], D, D, k_shift[layer], 0);
    lane_linear(attn_wv + layer * D * D, (const Words *)n, lane_values[layer][position], D, D, v_shift[layer], 0);
    lane_attend((const Words *)q, layer, position, a);
    lane_linear(attn_wo + layer * D * D, (const Words *)a, added, D, D, wo_shift[layer], 0);
    lane_add(x, (const Words *)added);
    lane_norm((const Words *)x, RESIDUAL_EPSILON, n);
    lane_linear(mlp_fc1 + layer * HIDDEN * D, (const Words *)n, h, HIDDEN, D, fc1_shift[layer], 1);
    lane_linear(mlp_fc2 + layer * D * HIDDEN, (const Words *)h, added, D, HIDDEN, fc2_shift[layer], 0);
    lane_add(x, (const Words *)added);
  }
  lane_linear(lm_head, (const Words *)x, logits, VOCAB_SIZE, D, HEAD_SHIFT, 0);
}
#endif

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static inline uint32_t next(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

int main(int argc, char **argv) {
  long tokens = argc == 2 ? atol(argv[1]) : 0;
  if (tokens < 1) return fprintf(stderr, "usage: golden TOKENS\n"), 2;
  uint32_t state = 2463534242u; /* xorshift32, as the sampler's */
  uint64_t checksum = 0;
  double start = seconds();
#ifdef LANES
  static Words logits[VOCAB_SIZE];
  for (long i = 0; i < tokens; i += LANES * CONTEXT) {
    static int fed[CONTEXT][LANES];
    uint64_t parts[LANES] = {0}, power = 1;
    for (int b = 0; b < LANES; b++)
      for (int t = 0; t < CONTEXT; t++) fed[t][b] = (int)(next(&state) % VOCAB_SIZE);
    for (int t = 0; t < CONTEXT; t++) {
      uint32_t sums[LANES] = {0};
      lane_step(fed[t], t, logits);
      for (int v = 0; v < VOCAB_SIZE; v++)
        for (int b = 0; b < LANES; b++) sums[b] += (uint32_t)logits[v][b] * (uint32_t)(2 * v + 1);
      for (int b = 0; b < LANES; b++) parts[b] = parts[b] * 31 + (uint64_t)(int64_t)(int32_t)sums[b];
      power *= 31;
    }
    for (int b = 0; b < LANES; b++) checksum = checksum * power + parts[b];
  }
#else
  int16_t logits[VOCAB_SIZE];
  for (long i = 0; i < tokens; i++) {
    step((int)(next(&state) % VOCAB_SIZE), (int)(i % CONTEXT), logits);
    uint32_t sum = 0;
    for (int v = 0; v < VOCAB_SIZE; v++) sum += (uint32_t)logits[v] * (uint32_t)(2 * v + 1);
    checksum = checksum * 31 + (uint64_t)(int64_t)(int32_t)sum;
  }
#endif
  printf("checksum %016llx, clamps %lld, %.0f tokens/s\n", (unsigned long long)checksum, (long long)clamps, tokens / (seconds() - start));
  return 0;
}
