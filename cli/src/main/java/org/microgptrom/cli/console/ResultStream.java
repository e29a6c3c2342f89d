package org.microgptrom.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Standard output, which keeps the first failure of a write, as print streams conceal it. */
public final class ResultStream extends FilterOutputStream {
  private volatile @Nullable IOException failure;

  public ResultStream(OutputStream out) {
    super(out);
  }

  /** The failure by which some of the output was lost; empty if all arrived. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Whether a write failed because the reader, such as {@code head}, closed the pipe on purpose.
   */
  public static boolean isClosedPipe(IOException failure) {
    return String.valueOf(failure.getMessage()).matches("Broken pipe|The pipe .*");
  }

  @Override
  public void write(int value) throws IOException {
    kept(() -> out.write(value));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    kept(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    kept(out::flush);
  }

  private interface Write {
    void run() throws IOException;
  }

  private void kept(Write write) throws IOException {
    try {
      write.run();
    } catch (IOException e) {
      if (failure == null) {
        failure = e;
      }
      throw e;
    }
  }
}
