package io.apg.mesh.benchmarks.run;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;

/** The control plane that {@code make build} made, with services in it. */
final class ControlPlane {
  private static final String SERVICE =
      """
      {"service_config": {"service_name": "service-%d", "service_version": "v1.0.0", "namespace": "default"},
       "endpoints": [{"host": "127.0.0.1", "port": 9001}]}""";

  private ControlPlane() {}

  static MeshdProcess with(int services) throws IOException, InterruptedException {
    MeshdProcess meshd = MeshdLaunch.built().start();
    try {
      MeshApi api = meshd.api("admin");
      for (int service = 0; service < services; service++) {
        ApiAnswer answer = api.post("/api/services", SERVICE.formatted(service));
        if (answer.status() / 100 != 2) {
          throw new IOException("POST /api/services: " + answer);
        }
      }
      return meshd;
    } catch (IOException | InterruptedException | RuntimeException e) {
      meshd.close();
      throw e;
    }
  }
}
