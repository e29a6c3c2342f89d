/* A trainer in plain C to measure against: microgpt.py's model, batches, Adam; loops as one writes them down.
 *
 *   cc -O3 -march=native -o trainer bench/trainer.c -lm
 *   ./trainer NAMES BATCH STEPS       one document a line, a to z; prints loss and tokens trained per second
 *
 * One thread, one sequence at a time; matrices are row-major, rows are outputs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { V = 27, D = 16, H = 4, HD = D / H, T = 16, F = 64, BOS = V - 1 };
enum { WTE = 0, WPE = WTE + V * D, HEAD = WPE + T * D, WQ = HEAD + V * D, WK = WQ + D * D, WV = WK + D * D,
       WO = WV + D * D, FC1 = WO + D * D, FC2 = FC1 + F * D, PARAMETERS = FC2 + D * F };

static float w[PARAMETERS], g[PARAMETERS], m1[PARAMETERS], m2[PARAMETERS];

/* What the backward pass needs of one sequence. */
static float e[T][D], x[T][D], xnorm[T][D], q[T][D], k[T][D], v[T][D], p[H][T][T], o[T][D], y[T][D], ynorm[T][D], h[T][F],
    z[T][D], probs[T][V], se[T], sx[T], sy[T];

static void linear(const float *matrix, const float *in, float *out, int rows, int columns) {
  for (int r = 0; r < rows; r++) {
    float sum = 0;
    for (int c = 0; c < columns; c++) sum += matrix[r * columns + c] * in[c];
    out[r] = sum;
  }
}

/* Adds to the gradients by matrix and input. */
static void linear_back(const float *matrix, float *gradient, const float *in, const float *dout, float *din, int rows,
                        int columns) {
  for (int r = 0; r < rows; r++) {
    for (int c = 0; c < columns; c++) {
      gradient[r * columns + c] += dout[r] * in[c];
      din[c] += dout[r] * matrix[r * columns + c];
    }
  }
}

static float normalize(const float *in, float *out) {
  float squares = 0;
  for (int i = 0; i < D; i++) squares += in[i] * in[i];
  float scale = 1 / sqrtf(squares / D + 1e-5f);
  for (int i = 0; i < D; i++) out[i] = in[i] * scale;
  return scale;
}

static void normalize_back(const float *in, float scale, const float *dout, float *din) {
  float dot = 0;
  for (int i = 0; i < D; i++) dot += in[i] * dout[i];
  for (int i = 0; i < D; i++) din[i] += scale * dout[i] - in[i] * scale * scale * scale * dot / D;
}

static void softmax(float *values, int n) {
  float most = values[0], sum = 0;
  for (int i = 1; i < n; i++) most = fmaxf(most, values[i]);
  for (int i = 0; i < n; i++) sum += values[i] = expf(values[i] - most);
  for (int i = 0; i < n; i++) values[i] /= sum;
}

/* Forward and backward pass over n tokens; returns the sum of losses. */
static double sequence(const int *tokens, int n, float factor) {
  static float dz[T][D], dq[T][D], dk[T][D], dv[T][D], d[T][D];
  double loss = 0;
  for (int t = 0; t < n; t++) {
    for (int i = 0; i < D; i++) e[t][i] = w[WTE + tokens[t] * D + i] + w[WPE + t * D + i];
    se[t] = normalize(e[t], x[t]);
    sx[t] = normalize(x[t], xnorm[t]);
    linear(w + WQ, xnorm[t], q[t], D, D);
    linear(w + WK, xnorm[t], k[t], D, D);
    linear(w + WV, xnorm[t], v[t], D, D);
    memset(o[t], 0, sizeof o[t]);
    for (int a = 0; a < H; a++) {
      for (int s = 0; s <= t; s++) {
        float score = 0;
        for (int j = a * HD; j < (a + 1) * HD; j++) score += q[t][j] * k[s][j];
        p[a][t][s] = score / sqrtf(HD);
      }
      softmax(p[a][t], t + 1);
      for (int s = 0; s <= t; s++)
        for (int j = a * HD; j < (a + 1) * HD; j++) o[t][j] += p[a][t][s] * v[s][j];
    }
    linear(w + WO, o[t], y[t], D, D);
    for (int i = 0; i < D; i++) y[t][i] += x[t][i];
    sy[t] = normalize(y[t], ynorm[t]);
    linear(w + FC1, ynorm[t], h[t], F, D);
    for (int i = 0; i < F; i++) h[t][i] = fmaxf(h[t][i], 0);
    linear(w + FC2, h[t], z[t], D, F);
    for (int i = 0; i < D; i++) z[t][i] += y[t][i];
    linear(w + HEAD, z[t], probs[t], V, D);
    softmax(probs[t], V);
    loss -= logf(probs[t][tokens[t + 1]]);
  }
  memset(dz, 0, sizeof dz);
  memset(dq, 0, sizeof dq);
  memset(dk, 0, sizeof dk);
  memset(dv, 0, sizeof dv);
  for (int t = n - 1; t >= 0; t--) {
    float dlogits[V], dh[F] = {0}, dyn[D] = {0}, dout[D] = {0};
    for (int i = 0; i < V; i++) dlogits[i] = factor * (probs[t][i] - (i == tokens[t + 1]));
    linear_back(w + HEAD, g + HEAD, z[t], dlogits, dz[t], V, D);
    linear_back(w + FC2, g + FC2, h[t], dz[t], dh, D, F);
    for (int i = 0; i < F; i++) dh[i] = h[t][i] > 0 ? dh[i] : 0;
    linear_back(w + FC1, g + FC1, ynorm[t], dh, dyn, F, D);
    normalize_back(y[t], sy[t], dyn, dz[t]);
    linear_back(w + WO, g + WO, o[t], dz[t], dout, D, D);
    for (int a = 0; a < H; a++) {
      float dp[T], mean = 0;
      for (int s = 0; s <= t; s++) {
        dp[s] = 0;
        for (int j = a * HD; j < (a + 1) * HD; j++) {
          dp[s] += dout[j] * v[s][j];
          dv[s][j] += p[a][t][s] * dout[j];
        }
        mean += dp[s] * p[a][t][s];
      }
      for (int s = 0; s <= t; s++) {
        float ds = p[a][t][s] * (dp[s] - mean) / sqrtf(HD);
        for (int j = a * HD; j < (a + 1) * HD; j++) {
          dq[t][j] += ds * k[s][j];
          dk[s][j] += ds * q[t][j];
        }
      }
    }
  }
  for (int t = 0; t < n; t++) {
    float dn[D] = {0};
    linear_back(w + WQ, g + WQ, xnorm[t], dq[t], dn, D, D);
    linear_back(w + WK, g + WK, xnorm[t], dk[t], dn, D, D);
    linear_back(w + WV, g + WV, xnorm[t], dv[t], dn, D, D);
    normalize_back(x[t], sx[t], dn, dz[t]);
    memset(d[t], 0, sizeof d[t]);
    normalize_back(e[t], se[t], dz[t], d[t]);
    for (int i = 0; i < D; i++) {
      g[WTE + tokens[t] * D + i] += d[t][i];
      g[WPE + t * D + i] += d[t][i];
    }
  }
  return loss;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  if (argc != 4) return fprintf(stderr, "usage: trainer NAMES BATCH STEPS\n"), 2;
  FILE *file = fopen(argv[1], "r");
  int batch = atoi(argv[2]), steps = atoi(argv[3]), documents = 0;
  if (!file || batch < 1 || steps < 1) return fprintf(stderr, "trainer: bad argument\n"), 2;
  static int corpus[1 << 20][T + 2];
  static int lengths[1 << 20];
  for (char line[1000]; documents < 1 << 20 && fgets(line, sizeof line, file);) {
    int n = 0;
    corpus[documents][n++] = BOS;
    for (char *c = line; *c >= 'a' && *c <= 'z' && n <= T; c++) corpus[documents][n++] = *c - 'a';
    if (n == 1) continue;
    if (n <= T) corpus[documents][n++] = BOS;
    lengths[documents++] = n - 1;
  }
  srand(42);
  for (int i = 0; i < PARAMETERS; i++) {
    double a = (rand() + 1.0) / (RAND_MAX + 2.0), b = rand() / (double)RAND_MAX;
    w[i] = 0.08 * sqrt(-2 * log(a)) * cos(2 * acos(-1) * b);
  }
  long tokens = 0;
  double loss = 0, start = seconds();
  for (int step = 1; step <= steps; step++) {
    int picked[65536], total = 0;
    for (int b = 0; b < batch; b++) total += lengths[picked[b] = rand() % documents];
    memset(g, 0, sizeof g);
    loss = 0;
    for (int b = 0; b < batch; b++) loss += sequence(corpus[picked[b]], lengths[picked[b]], 1.0f / total);
    float rate = 0.03f / (1 - powf(0.9f, step)), correction = 1 / sqrtf(1 - powf(0.99f, step));
    for (int i = 0; i < PARAMETERS; i++) {
      m1[i] = 0.9f * m1[i] + 0.1f * g[i];
      m2[i] = 0.99f * m2[i] + 0.01f * g[i] * g[i];
      w[i] -= rate * m1[i] / (sqrtf(m2[i]) * correction + 1e-8f);
    }
    tokens += total;
    loss /= total;
  }
  printf("loss %.4f, %.0f tokens/s\n", loss, tokens / (seconds() - start));
  return 0;
}
