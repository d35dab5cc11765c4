package io.apg.mesh.session;

import com.google.protobuf.ByteString;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The model client that plays a {@link TrapScript}. */
final class TrapModel implements TrapPeer {
  private final Deque<XdsRequest> requests = new ArrayDeque<>();
  private final ModelClient client;

  TrapModel(Form form) {
    client = new ModelClient(form, true, requests::add);
    client.connect();
  }

  @Override
  public Resource resource(XdsType type, String name, String content, Target target) {
    ByteString body = ByteString.copyFromUtf8(name + ":" + content + "@" + target.port());
    if (type == XdsType.ROUTE) {
      RouteFragment route =
          new RouteFragment("all", body, Set.of(target.name()), new Origin("route", name));
      VirtualHostFragment host = new VirtualHostFragment(content, ByteString.EMPTY, List.of(route));
      return new RouteConfig(name, ByteString.EMPTY, RouteTable.EMPTY.with(host));
    }
    return new EncodedResource(
        type,
        name,
        content,
        body,
        type == XdsType.LISTENER ? Refs.toRoutes(Set.of(target.name())) : Refs.NONE,
        List.of(),
        type == XdsType.CLUSTER ? Warming.ENDPOINTS : Warming.NOTHING,
        false);
  }

  @Override
  public void send(XdsResponse response) {
    client.receive(response);
  }

  @Override
  public void breakStream() {
    requests.clear();
    client.connect();
  }

  @Override
  public @Nullable XdsRequest hear() {
    return requests.poll();
  }

  @Override
  public @Nullable XdsRequest overhear() {
    return requests.poll();
  }

  @Override
  public void runOut() {
    client.runOut();
  }

  @Override
  public void drain() {
    client.drain();
  }

  @Override
  public void take(String port) {
    client.takenPorts().add(port);
  }

  @Override
  public void free(String port) {
    client.takenPorts().remove(port);
  }

  @Override
  public Map<String, String> inUse(XdsType type, Map<String, String> wanted) {
    Map<String, String> inUse = new TreeMap<>();
    for (String name : client.names(type)) {
      Resource resource =
          type == XdsType.CLUSTER ? client.clusters.all.get(name).inUse : client.has(type, name);
      if (resource != null) {
        inUse.put(name, content(resource));
      }
    }
    return inUse;
  }

  private static String content(Resource resource) {
    return resource instanceof RouteConfig config
        ? String.join(",", config.table().hostNames())
        : resource.version();
  }

  @Override
  public Set<String> warming(Set<String> wanted) {
    Set<String> warming = new TreeSet<>();
    client.clusters.all.forEach(
        (name, cluster) -> {
          if (cluster.warming) {
            warming.add(name);
          }
        });
    return warming;
  }
}
