/* How fast one processor reads 16-bit words: sums an array of WORDS of them PASSES times and prints words per second of processor time.
 *
 *   cc -O3 -march=native -o stream bench/stream.c && ./stream WORDS PASSES */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv) {
  long words = argc == 3 ? atol(argv[1]) : 0, passes = argc == 3 ? atol(argv[2]) : 0;
  int16_t *data = words > 0 && passes > 0 ? malloc((size_t)words * sizeof *data) : NULL;
  if (!data) return fprintf(stderr, "usage: stream WORDS PASSES\n"), 2;
  for (long i = 0; i < words; i++) data[i] = (int16_t)(i * 40503);
  int64_t total = 0;
  clock_t start = clock();
  for (long pass = 0; pass < passes; pass++) {
    data[pass % words]++; /* so that no pass can be left out */
    int32_t sum = 0;
    for (long i = 0; i < words; i++) sum += data[i];
    total += sum;
  }
  double took = (double)(clock() - start) / CLOCKS_PER_SEC;
  printf("sum %lld, %.0f words/s\n", (long long)total, (double)words * (double)passes / took);
  free(data);
  return 0;
}
