package io.apg.mesh.controlplane.simulation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Does its tasks on virtual time; at once while it starts, when somebody waits for them. */
final class TimedWorker extends AbstractExecutorService {
  private final VirtualTime time;
  private boolean starts = true;
  private boolean stopped;

  TimedWorker(VirtualTime time) {
    this.time = time;
  }

  void started() {
    starts = false;
  }

  @Override
  public void execute(Runnable task) {
    if (stopped) {
      throw new RejectedExecutionException("stopped");
    }
    if (starts) {
      task.run();
    } else {
      time.after(Duration.ZERO, task);
    }
  }

  @Override
  public void shutdown() {
    stopped = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    stopped = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return stopped;
  }

  @Override
  public boolean isTerminated() {
    return stopped;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
