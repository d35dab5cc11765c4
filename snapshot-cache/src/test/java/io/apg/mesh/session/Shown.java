package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.VirtualHostFragment;
import java.util.ArrayList;
import java.util.List;

/** Resources in few words. */
final class Shown {
  private Shown() {}

  static String resource(Resource resource) {
    return resource instanceof RouteConfig config
        ? config.name() + shown(config)
        : resource.body().toStringUtf8();
  }

  static String response(XdsResponse response) {
    return "%s #%s %s removes %s"
        .formatted(
            response.type(),
            response.nonce(),
            response.resources().stream().map(Shown::resource).toList(),
            response.removed());
  }

  private static List<String> shown(RouteConfig config) {
    List<String> all = new ArrayList<>();
    for (VirtualHostFragment host : config.table().hosts()) {
      all.add(host.name() + host.routes().stream().map(r -> r.body().toStringUtf8()).toList());
    }
    return all;
  }
}
