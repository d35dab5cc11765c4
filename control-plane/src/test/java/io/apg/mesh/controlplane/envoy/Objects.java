package io.apg.mesh.controlplane.envoy;

import io.apg.mesh.examples.http.EchoBackend;
import java.util.Arrays;
import java.util.stream.Collectors;

/** JSON of objects, short. */
final class Objects {
  private Objects() {}

  static String service(String name, String namespace, String version, EchoBackend... backends) {
    return service(name, namespace, version, addresses(backends));
  }

  static String service(String name, String namespace, String version, String... addresses) {
    return """
        {"kind": "service", "service_name": "%s", "namespace": "%s", "service_version": "%s",
         "endpoints": [%s]}
        """
        .formatted(name, namespace, version, endpoints(addresses));
  }

  /** A gRPC service in namespace shop. */
  static String grpc(String name, String version, String... addresses) {
    return service(name, "shop", version, addresses)
        .replaceFirst("\\{", "{\"protocol\": \"grpc\",");
  }

  /** The end of a service. */
  static String deleted(String serviceId) {
    return "{\"kind\": \"service\", \"delete\": true, \"service_id\": \"" + serviceId + "\"}";
  }

  private static String[] addresses(EchoBackend... backends) {
    return Arrays.stream(backends)
        .map(b -> b.address().getAddress().getHostAddress() + ":" + b.port())
        .toArray(String[]::new);
  }

  private static String endpoints(String... addresses) {
    return Arrays.stream(addresses)
        .map(
            a ->
                "{\"host\": \"%s\", \"port\": %s}"
                    .formatted(
                        a.substring(0, a.lastIndexOf(':')), a.substring(a.lastIndexOf(':') + 1)))
        .collect(Collectors.joining(", "));
  }

  /** Destinations are {@code service_id=weight}. */
  static String route(String name, String hosts, String prefix, String... destinations) {
    return """
        {"kind": "route", "route_name": "%s", "hosts": [%s], "match_value": "%s",
         "destination_services": [%s]}
        """
        .formatted(name, hosts, prefix, destinations(destinations));
  }

  static String destinations(String... destinations) {
    return Arrays.stream(destinations)
        .map(d -> d.split("=", 2))
        .map(d -> "{\"service_id\": \"%s\", \"weight\": %s}".formatted(d[0], d[1]))
        .collect(Collectors.joining(", "));
  }

  static String apply(String... objects) {
    return "{\"objects\": [" + String.join(", ", objects) + "]}";
  }
}
