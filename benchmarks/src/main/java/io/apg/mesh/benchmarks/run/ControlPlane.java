package io.apg.mesh.benchmarks.run;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The control plane that {@code make build} made, with services in it. */
final class ControlPlane {
  private static final int OBJECTS_AT_ONCE = 250;
  private static final String SERVICE =
      """
      {"kind": "service", "service_name": "service-%d", "namespace": "default", "service_version": "v1.0.0",
       "endpoints": [{"host": "127.0.0.1", "port": 9001}]}""";

  private ControlPlane() {}

  static MeshdProcess with(int services) throws IOException, InterruptedException {
    MeshdProcess meshd = MeshdLaunch.built().start();
    try {
      for (int from = 0; from < services; from += OBJECTS_AT_ONCE) {
        int to = Math.min(services, from + OBJECTS_AT_ONCE);
        ApiAnswer answer = meshd.api("admin").post("/api/apply", objects(from, to));
        if (answer.status() != 200) {
          throw new IOException("POST /api/apply: " + answer);
        }
      }
      return meshd;
    } catch (IOException | InterruptedException | RuntimeException e) {
      meshd.close();
      throw e;
    }
  }

  private static String objects(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(SERVICE::formatted)
        .collect(Collectors.joining(",", "{\"objects\": [", "]}"));
  }
}
