package io.apg.mesh.registry.sqlite;

import static io.apg.mesh.registry.contract.EndpointDraft.endpoint;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;

import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyRequest;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes to a store from several threads until it is killed, and says on its output what the store
 * has acknowledged: {@code ack <name> <revision> .}, a line each.
 */
final class WritingProcess {
  static final int THREADS = 8;

  private WritingProcess() {}

  /** The name of what one write makes: a service with two endpoints, and a route to it. */
  static ApplyRequest write(String name) {
    return request(
        post(
            service(name, "v1", "default")
                .endpoints(endpoint("10.0.0.1", 80), endpoint("10.0.0.2", 80))),
        post(route(name, "/" + name, to("svc_" + name.replace('-', '_'), 1))));
  }

  /** Takes the database file and a prefix for names. */
  public static void main(String[] arguments) {
    SqliteRegistryStore store = SqliteRegistryStore.builder(Path.of(arguments[0])).build();
    store.open();
    for (int thread = 0; thread < THREADS; thread++) {
      String prefix = arguments[1] + "-" + thread + "-";
      new Thread(() -> writeForEver(store, prefix)).start();
    }
  }

  private static void writeForEver(SqliteRegistryStore store, String prefix) {
    for (int i = 0; ; i++) {
      String name = prefix + i;
      if (store.apply(write(name)) instanceof Applied applied) {
        String line = String.join(" ", List.of("ack", name, applied.revision() + " .\n"));
        synchronized (System.out) {
          System.out.print(line);
          System.out.flush();
        }
      } else {
        throw new IllegalStateException(name);
      }
    }
  }
}
