package io.apg.mesh.xds;

import com.google.protobuf.Any;
import com.google.protobuf.Timestamp;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.TypeReport;
import io.apg.mesh.session.Withheld;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.admin.v3.UpdateFailureState;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientConfig.GenericXdsConfig;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes CSDS messages of reports. The content of a secret is never told.
 *
 * @param contents whether resources are told whole
 * @param now the time at which the sessions' clock showed {@code nanos}
 */
record ClientConfigs(boolean contents, Instant now, long nanos) {

  ClientConfig of(ClientReport report) {
    ClientConfig.Builder config = ClientConfig.newBuilder().setNode(node(report.node()));
    Map<XdsType, Map<String, List<Withheld>>> refused = refused(report);
    for (TypeReport type : report.types()) {
      Map<String, List<Withheld>> ofType = refused.getOrDefault(type.type(), Map.of());
      Nack error = report.status().of(type.type()).error();
      for (TypeReport.Entry entry : type.resources()) {
        config.addGenericXdsConfigs(
            resource(type.type(), entry, ofType.getOrDefault(entry.name(), List.of()), error));
      }
    }
    return config.build();
  }

  /** Of a client that did not say in time. */
  static ClientConfig silent(Node node) {
    return ClientConfig.newBuilder().setNode(node(node)).build();
  }

  private static Map<XdsType, Map<String, List<Withheld>>> refused(ClientReport report) {
    Map<XdsType, Map<String, List<Withheld>>> refused = new HashMap<>();
    for (Withheld one : report.status().withheld()) {
      refused
          .computeIfAbsent(one.rejection().key().type(), type -> new HashMap<>())
          .computeIfAbsent(one.rejection().key().name(), name -> new ArrayList<>(1))
          .add(one);
    }
    return refused;
  }

  private GenericXdsConfig resource(
      XdsType type, TypeReport.Entry entry, List<Withheld> refused, @Nullable Nack error) {
    GenericXdsConfig.Builder config =
        GenericXdsConfig.newBuilder().setTypeUrl(type.typeUrl()).setName(entry.name());
    if (entry.sentAt() != null) {
      config.setLastUpdated(timestamp(now.minusNanos(nanos - entry.sentAt())));
    }
    if (!refused.isEmpty()) {
      return failed(config, entry, refused);
    }
    boolean wasSent = entry.state() != TypeReport.State.NOT_SENT;
    if (wasSent && error != null && error.names().contains(entry.name())) {
      config.setErrorState(UpdateFailureState.newBuilder().setDetails(error.message()));
    }
    content(config, entry.version(), entry.resource());
    return config
        .setConfigStatus(config.hasErrorState() ? ConfigStatus.ERROR : status(entry.state()))
        .build();
  }

  private static ConfigStatus status(TypeReport.State state) {
    return switch (state) {
      case NOT_SENT -> ConfigStatus.NOT_SENT;
      case STALE -> ConfigStatus.STALE;
      case SYNCED -> ConfigStatus.SYNCED;
    };
  }

  /** What the client has is what it had before that. */
  private GenericXdsConfig failed(
      GenericXdsConfig.Builder config, TypeReport.Entry entry, List<Withheld> refused) {
    Withheld last = refused.get(refused.size() - 1);
    Rejection rejection = last.rejection();
    UpdateFailureState.Builder state =
        UpdateFailureState.newBuilder()
            .setVersionInfo(last.version())
            .setDetails(
                refused.stream()
                    .map(one -> one.rejection().message())
                    .distinct()
                    .collect(Collectors.joining("\n")));
    if (!rejection.since().equals(Instant.EPOCH)) {
      state.setLastUpdateAttempt(timestamp(rejection.since()));
    }
    Resource good = rejection.good();
    boolean newest = entry.version().equals(last.version());
    if (!newest) {
      content(config, entry.version(), entry.resource());
    } else if (good != null) {
      content(config, good.version(), good);
    }
    return config.setConfigStatus(ConfigStatus.ERROR).setErrorState(state).build();
  }

  private void content(
      GenericXdsConfig.Builder config, String version, @Nullable Resource resource) {
    config.setVersionInfo(version);
    if (contents && resource != null && resource.type() != XdsType.SECRET) {
      config.setXdsConfig(
          Any.newBuilder().setTypeUrl(resource.type().typeUrl()).setValue(resource.body()));
    }
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  private static io.envoyproxy.envoy.config.core.v3.Node node(Node node) {
    return io.envoyproxy.envoy.config.core.v3.Node.newBuilder()
        .setId(node.id())
        .setCluster(node.cluster())
        .setLocality(Locality.newBuilder().setRegion(node.region()).setZone(node.zone()))
        .setMetadata(node.metadata())
        .setUserAgentName(node.userAgentName())
        .setUserAgentVersion(node.userAgentVersion())
        .build();
  }
}
