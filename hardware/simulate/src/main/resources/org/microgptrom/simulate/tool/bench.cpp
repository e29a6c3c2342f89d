// Drives the clock of microgpt_bench until it finishes.
#include "Vmicrogpt_bench.h"
#include "verilated.h"

int main(int argc, char** argv) {
  VerilatedContext context;
  context.commandArgs(argc, argv);
#if VM_TRACE
  context.traceEverOn(true);
#endif
  Vmicrogpt_bench bench{&context};
  while (!context.gotFinish()) {
    bench.clk = 0;
    bench.eval();
    context.timeInc(5);
    bench.clk = 1;
    bench.eval();
    context.timeInc(5);
  }
  bench.final();
  return 0;
}
