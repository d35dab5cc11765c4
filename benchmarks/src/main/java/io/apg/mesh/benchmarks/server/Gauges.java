package io.apg.mesh.benchmarks.server;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.apg.mesh.benchmarks.Figures;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What this process takes. */
final class Gauges {
  private static final Path STATUS = Path.of("/proc/self/status");

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  /** Now. {@code allocated} counts threads that are alive. */
  Figures read() throws IOException {
    Runtime runtime = Runtime.getRuntime();
    return Figures.NONE
        .and("cpu_nanos", system.getProcessCpuTime())
        .and("allocated", allocated())
        .and("heap", runtime.totalMemory() - runtime.freeMemory())
        .and("direct", PlatformDependent.usedDirectMemory())
        .and("resident", resident());
  }

  /** After two full collections: what is left is used. */
  Figures collected() throws IOException {
    System.gc();
    System.gc();
    return read();
  }

  private long allocated() {
    long[] bytes = threads.getThreadAllocatedBytes(threads.getAllThreadIds());
    return Arrays.stream(bytes).filter(each -> each > 0).sum();
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException(STATUS + ": no VmRSS");
  }
}
