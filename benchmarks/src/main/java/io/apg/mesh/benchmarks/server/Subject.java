package io.apg.mesh.benchmarks.server;

import io.apg.mesh.snapshot.View;

/** An xDS server under measurement. One thread calls {@link #publish}. */
interface Subject extends AutoCloseable {
  /** Where it listens on loopback. */
  int port();

  /** Makes these the resources that are served. */
  void publish(View view);

  @Override
  void close();
}
