package io.apg.mesh.examples.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who is in the demo's shop and who calls whom; read from {@code topology.yaml}. */
record Topology(String namespace, Gateway gateway, List<Application> services, List<Rule> routes) {
  private static final String FILE = "topology.yaml";
  private static final String FIRST = "v1.0.0";

  /** The way in from outside: its name, and the port it has where nobody else does. */
  record Gateway(String name, int port) {}

  /**
   * A service. {@code calls} are names of others; {@code elsewhere} is where it is said to be when
   * the demo runs nothing for it.
   */
  record Application(
      String name, List<String> versions, List<String> calls, @Nullable String elsewhere) {
    Application(
        String name,
        @Nullable List<String> versions,
        @Nullable List<String> calls,
        @Nullable String elsewhere) {
      this.name = name;
      this.versions = versions == null ? List.of(FIRST) : List.copyOf(versions);
      this.calls = calls == null ? List.of() : List.copyOf(calls);
      this.elsewhere = elsewhere;
    }

    /** The id of that version, as the registry would give it. */
    String id(String version) {
      String base = "svc_" + name.replace('-', '_');
      return version.equals(versions.get(0)) ? base : base + "_" + major(version);
    }
  }

  /** A route of the gateway: paths with that prefix go to a service. */
  record Rule(String name, String prefix, String to) {}

  /** One running copy of a service's version. */
  record Instance(Application service, String version) {
    /** A name for processes and containers. */
    String name() {
      return service.name() + "-" + major(version);
    }

    /** What it calls itself in its answers. */
    String answers() {
      return service.name() + "@" + version;
    }

    String serviceId() {
      return service.id(version);
    }

    /** The id of its sidecar. */
    String nodeId() {
      return serviceId() + "~demo";
    }
  }

  Topology {
    services = List.copyOf(services);
    routes = List.copyOf(routes);
  }

  static Topology read() throws IOException {
    try (InputStream file = Topology.class.getResourceAsStream(FILE)) {
      return new ObjectMapper(new YAMLFactory())
          .readValue(Objects.requireNonNull(file, FILE), Topology.class);
    }
  }

  /** Everything that runs, in the order of the file. */
  List<Instance> instances() {
    List<Instance> all = new ArrayList<>();
    for (Application service : services) {
      if (service.elsewhere() == null) {
        service.versions().forEach(version -> all.add(new Instance(service, version)));
      }
    }
    return all;
  }

  Application service(String name) {
    return services.stream()
        .filter(service -> service.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(FILE + ": no service " + name));
  }

  /** The id of the gateway's Envoy. */
  String gatewayNode() {
    return gateway.name() + "~demo";
  }

  private static String major(String version) {
    return version.substring(0, version.indexOf('.'));
  }
}
