package io.apg.mesh.xds;

import io.apg.mesh.session.Form;
import io.apg.mesh.session.TrapPeer;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** A real Envoy that plays a trap script. */
final class TrapEnvoy implements TrapPeer, AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("trap.soon", 20));
  private static final Duration QUIET = Duration.ofMillis(300);
  private static final Pattern SHOWN =
      Pattern.compile(
          ".*?\"name\": \"(\\w+)\".*?\"" + TrapResources.MARK + "(\\w+)\"", Pattern.DOTALL);
  private static final Pattern ACTIVE =
      Pattern.compile("\"active_state\": " + SHOWN.pattern(), Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("\"name\": \"(\\w+)\"");
  private static final Pattern HOST =
      Pattern.compile("^(\\w+)::127\\.0\\.0\\.1:(\\d+)::cx_active", Pattern.MULTILINE);

  private final HandServer server;
  private final RealEnvoy envoy;
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, ServerSocket> taken = new HashMap<>();

  TrapEnvoy(Path directory, Form form) throws IOException {
    server = new HandServer();
    envoy =
        RealEnvoy.start(
            directory,
            "test~1",
            form == Form.DELTA ? "DELTA_GRPC" : "GRPC",
            server.port(),
            "--drain-time-s",
            "1");
  }

  @Override
  public Resource resource(XdsType type, String name, String content, Target target) {
    int port = target.port().isEmpty() ? 0 : ports.computeIfAbsent(target.port(), p -> freePort());
    return TrapResources.of(type, name, content, target, port);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void send(XdsResponse response) {
    server.send(response);
  }

  @Override
  public void breakStream() {
    server.breakStream();
  }

  @Override
  public @Nullable XdsRequest hear() {
    return server.hear(SOON);
  }

  @Override
  public @Nullable XdsRequest overhear() {
    return server.hear(QUIET);
  }

  @Override
  public void runOut() {
    // It does by itself.
  }

  @Override
  public void drain() {
    // It does by itself.
  }

  @Override
  public void take(String port) {
    int number = ports.computeIfAbsent(port, p -> freePort());
    try {
      taken.put(port, new ServerSocket(number, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void free(String port) {
    try (ServerSocket socket = taken.remove(port)) {
      assert socket != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> inUse(XdsType type, Map<String, String> wanted) {
    return soon(() -> inUse(type), wanted);
  }

  @Override
  public Set<String> warming(Set<String> wanted) {
    return soon(
        () -> {
          Set<String> names = new TreeSet<>();
          NAME.matcher(envoy.admin("/config_dump?resource=dynamic_warming_clusters"))
              .results()
              .forEach(name -> names.add(name.group(1)));
          return names;
        },
        wanted);
  }

  private Map<String, String> inUse(XdsType type) {
    return switch (type) {
      case CLUSTER -> shown(SHOWN, "dynamic_active_clusters");
      case LISTENER -> shown(ACTIVE, "dynamic_listeners");
      case SECRET, RUNTIME, EXTENSION_CONFIG, SCOPED_ROUTE, VIRTUAL_HOST -> Map.of();
      case ROUTE -> shown(SHOWN, "dynamic_route_configs");
      case ENDPOINT -> {
        Map<String, String> hosts = new TreeMap<>();
        for (MatchResult host : HOST.matcher(envoy.admin("/clusters")).results().toList()) {
          int content = Integer.parseInt(host.group(2)) - TrapResources.ENDPOINTS;
          if (!host.group(1).equals("cp")) {
            hosts.put(host.group(1), String.valueOf(content));
          }
        }
        yield hosts;
      }
    };
  }

  private Map<String, String> shown(Pattern how, String what) {
    Map<String, String> contents = new TreeMap<>();
    how.matcher(envoy.admin("/config_dump?resource=" + what))
        .results()
        .forEach(found -> contents.put(found.group(1), found.group(2)));
    return contents;
  }

  private static <T> T soon(Supplier<T> state, T wanted) {
    try {
      Awaitility.await().atMost(SOON).until(() -> state.get().equals(wanted));
    } catch (ConditionTimeoutException e) {
      return state.get();
    }
    return wanted;
  }

  @Override
  public void close() {
    envoy.kill();
    server.close();
    for (ServerSocket socket : taken.values()) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
