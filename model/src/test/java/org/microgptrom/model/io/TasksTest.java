package org.microgptrom.model.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Results, faults and interruptions of many tasks. */
class TasksTest {
  @Test
  void allResultsAreTakenOnce() throws Exception {
    for (int threads : new int[] {1, 2, 7}) {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int number = i;
        tasks.add(() -> number);
      }
      List<Integer> taken = new ArrayList<>();
      Tasks.run(threads, "a test", tasks, taken::add);
      assertEquals(50, taken.size());
      assertEquals(50, new TreeSet<>(taken).size());
    }
  }

  /** After a fault nothing begins, and what runs has ended before the fault is told. */
  @Test
  void aFaultEndsAll() {
    IOException full = new IOException("disk full");
    AtomicInteger begun = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch running = new CountDownLatch(1);
    List<Callable<String>> tasks = new ArrayList<>();
    tasks.add(
        () -> {
          running.countDown();
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            ended.set(true);
          }
          return "late";
        });
    tasks.add(
        () -> {
          running.await();
          throw full;
        });
    for (int i = 0; i < 100; i++) {
      tasks.add(
          () -> {
            Thread.sleep(50); // the fault is told in the meantime
            return "task " + begun.incrementAndGet();
          });
    }
    assertSame(
        full, assertThrows(IOException.class, () -> Tasks.run(2, "a test", tasks, result -> {})));
    assertTrue(ended.get());
    assertTrue(begun.get() < 100, begun::toString);
  }

  @Test
  void faultsOfOtherKindsAreHandedOn() {
    List<Callable<String>> wrong =
        List.of(
            () -> {
              throw new IllegalStateException("a fault");
            });
    assertThrows(IllegalStateException.class, () -> Tasks.run(1, "a test", wrong, r -> {}));
    List<Callable<String>> checked =
        List.of(
            () -> {
              throw new Exception("checked");
            });
    Throwable fault =
        assertThrows(IOException.class, () -> Tasks.run(1, "a test", checked, r -> {}));
    assertEquals("checked", fault.getCause().getMessage());
  }

  @Test
  void anInterruptionIsTold() {
    Thread.currentThread().interrupt();
    IOException told =
        assertThrows(
            IOException.class, () -> Tasks.run(1, "a test", List.of(() -> "result"), r -> {}));
    assertEquals("interrupted in a test", told.getMessage());
    assertTrue(Thread.interrupted());
  }
}
