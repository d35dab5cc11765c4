package io.apg.mesh.registry;

import java.util.List;
import java.util.Map;

/**
 * One address of a service.
 *
 * @param host IP address or DNS name
 * @param weight 0 to 1000; 0 = no traffic
 * @param priority 0 is used first
 * @param addresses what a DNS name resolved to, last time it did; empty for an IP address, and for
 *     a name that was never resolved
 */
public record Endpoint(
    String id,
    String serviceId,
    String host,
    int port,
    String path,
    int weight,
    String healthCheckPath,
    String zone,
    int priority,
    Map<String, String> metadata,
    Map<String, String> labels,
    Health health,
    List<String> addresses,
    Stamps stamps) {
  public Endpoint {
    metadata = Map.copyOf(metadata);
    labels = Map.copyOf(labels);
    addresses = List.copyOf(addresses);
  }

  /** The same with other stamps. */
  public Endpoint withStamps(Stamps newStamps) {
    return copy(addresses, newStamps);
  }

  /** The same, resolved to other addresses. */
  public Endpoint withAddresses(List<String> newAddresses) {
    return copy(newAddresses, stamps);
  }

  /** The addresses that get its traffic: its own, or what its name resolved to. */
  public List<String> served() {
    return EndpointNames.isAddress(host) ? List.of(host) : addresses;
  }

  /** One of its addresses on its way out: the endpoint that this address alone would be. */
  public Endpoint drainingAt(String address, Stamps newStamps) {
    return new Endpoint(
        EndpointNames.id(serviceId, address, port),
        serviceId,
        address,
        port,
        path,
        weight,
        healthCheckPath,
        zone,
        priority,
        metadata,
        labels,
        Health.DRAINING,
        List.of(),
        newStamps);
  }

  private Endpoint copy(List<String> newAddresses, Stamps newStamps) {
    return new Endpoint(
        id,
        serviceId,
        host,
        port,
        path,
        weight,
        healthCheckPath,
        zone,
        priority,
        metadata,
        labels,
        health,
        newAddresses,
        newStamps);
  }
}
