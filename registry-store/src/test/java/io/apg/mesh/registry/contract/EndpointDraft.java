package io.apg.mesh.registry.contract;

import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.Protocol;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what a client says of an endpoint. Not thread-safe. */
public final class EndpointDraft {
  private @Nullable String endpointId;
  private @Nullable String host;
  private @Nullable Integer port;
  private @Nullable Protocol protocol;
  private @Nullable String path;
  private @Nullable Integer weight;
  private @Nullable String healthCheckPath;
  private @Nullable String zone;
  private @Nullable Integer priority;
  private @Nullable Map<String, String> metadata;
  private @Nullable Map<String, String> labels;

  private EndpointDraft() {}

  /** Nothing said. */
  public static EndpointDraft empty() {
    return new EndpointDraft();
  }

  /** An endpoint at an address. */
  public static EndpointDraft endpoint(String host, int port) {
    return empty().host(host).port(port);
  }

  /** Says endpointId. */
  public EndpointDraft endpointId(@Nullable String value) {
    endpointId = value;
    return this;
  }

  /** Says host. */
  public EndpointDraft host(@Nullable String value) {
    host = value;
    return this;
  }

  /** Says port. */
  public EndpointDraft port(@Nullable Integer value) {
    port = value;
    return this;
  }

  /** Says protocol. */
  public EndpointDraft protocol(@Nullable Protocol value) {
    protocol = value;
    return this;
  }

  /** Says path. */
  public EndpointDraft path(@Nullable String value) {
    path = value;
    return this;
  }

  /** Says weight. */
  public EndpointDraft weight(@Nullable Integer value) {
    weight = value;
    return this;
  }

  /** Says healthCheckPath. */
  public EndpointDraft healthCheckPath(@Nullable String value) {
    healthCheckPath = value;
    return this;
  }

  /** Says zone. */
  public EndpointDraft zone(@Nullable String value) {
    zone = value;
    return this;
  }

  /** Says priority. */
  public EndpointDraft priority(@Nullable Integer value) {
    priority = value;
    return this;
  }

  /** Says metadata. */
  public EndpointDraft metadata(@Nullable Map<String, String> value) {
    metadata = value;
    return this;
  }

  /** Says labels. */
  public EndpointDraft labels(@Nullable Map<String, String> value) {
    labels = value;
    return this;
  }

  EndpointSpec spec() {
    return new EndpointSpec(
        endpointId,
        host,
        port,
        protocol,
        path,
        weight,
        healthCheckPath,
        zone,
        priority,
        metadata,
        labels);
  }
}
