package io.apg.mesh.controlplane.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.apg.mesh.session.FragmentKey;
import io.apg.mesh.session.HostForm;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.Remembered;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a node remembers, as JSON. Of a route configuration that was refused as a whole (not one of
 * its virtual hosts) the last good form is not kept: such a client keeps what it has. Nor is that
 * of a secret, which must not be written down.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MemoryBody(
    List<RejectionBody> rejections, Map<XdsType, Set<String>> doubted, List<FormBody> forms) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RejectionBody(
      XdsType type,
      String name,
      @Nullable String host,
      List<String> refused,
      @Nullable ResourceBody good,
      @Nullable HostBody goodHost,
      String message,
      List<Origin> origins,
      String since,
      boolean open) {
    static RejectionBody of(Rejection rejection) {
      VirtualHostFragment host = rejection.goodHost();
      return new RejectionBody(
          rejection.key().type(),
          rejection.key().name(),
          rejection.key().host(),
          List.copyOf(rejection.refused()),
          kept(rejection.good()),
          host == null ? null : HostBody.of(host),
          rejection.message(),
          rejection.origins(),
          rejection.since().toString(),
          rejection.open());
    }

    private static @Nullable ResourceBody kept(@Nullable Resource good) {
      return good instanceof EncodedResource encoded && encoded.type() != XdsType.SECRET
          ? ResourceBody.of(encoded)
          : null;
    }

    Rejection toRejection(UnaryOperator<Resource> intern) {
      return new Rejection(
          new FragmentKey(type, name, host),
          new LinkedHashSet<>(refused),
          good == null ? null : intern.apply(good.toResource()),
          goodHost == null ? null : goodHost.toHost(),
          message,
          origins,
          Instant.parse(since),
          open);
    }
  }

  record ResourceBody(
      XdsType type,
      String name,
      String version,
      String body,
      Refs refs,
      List<Origin> origins,
      WarmingBody warming) {
    static ResourceBody of(EncodedResource good) {
      return new ResourceBody(
          good.type(),
          good.name(),
          good.version(),
          text(good.body()),
          good.refs(),
          good.origins(),
          WarmingBody.of(good.warming()));
    }

    EncodedResource toResource() {
      return new EncodedResource(
          type, name, version, bytes(body), refs, origins, warming.toWarming(), false);
    }
  }

  record WarmingBody(
      boolean endpoints, Set<Warming.Probe> probes, long boundMillis, long shortestMillis) {
    static WarmingBody of(Warming warming) {
      return new WarmingBody(
          warming.endpoints(),
          warming.probes(),
          warming.bound().toMillis(),
          warming.shortest().toMillis());
    }

    Warming toWarming() {
      Duration bound = Duration.ofMillis(boundMillis);
      return new Warming(endpoints, probes, bound, Duration.ofMillis(shortestMillis));
    }
  }

  record HostBody(String name, String head, List<RouteBody> routes) {
    static HostBody of(VirtualHostFragment host) {
      return new HostBody(
          host.name(), text(host.head()), host.routes().stream().map(RouteBody::of).toList());
    }

    VirtualHostFragment toHost() {
      return new VirtualHostFragment(
          name, bytes(head), routes.stream().map(RouteBody::toRoute).toList());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record FormBody(String routeConfig, String host, @Nullable HostBody form) {
    static FormBody of(HostForm form) {
      VirtualHostFragment host = form.form();
      return new FormBody(form.routeConfig(), form.host(), host == null ? null : HostBody.of(host));
    }

    HostForm toForm() {
      return new HostForm(routeConfig, host, form == null ? null : form.toHost());
    }
  }

  record RouteBody(String key, String body, Set<String> clusters, Origin origin) {
    static RouteBody of(RouteFragment route) {
      return new RouteBody(route.key(), text(route.body()), route.clusters(), route.origin());
    }

    RouteFragment toRoute() {
      return new RouteFragment(key, bytes(body), clusters, origin);
    }
  }

  /** As text; empty where there is nothing to keep. */
  static String write(Remembered remembered) {
    if (remembered.isEmpty()) {
      return "";
    }
    MemoryBody body =
        new MemoryBody(
            remembered.rejections().stream().map(RejectionBody::of).toList(),
            remembered.doubted(),
            remembered.forms().stream().map(FormBody::of).toList());
    try {
      return MAPPER.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a memory that cannot be written", e);
    }
  }

  /**
   * Reads it back.
   *
   * @param intern gives equal resources of many nodes one object
   * @throws IllegalArgumentException when the text is not such a body
   */
  static Remembered read(String text, UnaryOperator<Resource> intern) {
    try {
      MemoryBody body = MAPPER.readValue(text, MemoryBody.class);
      List<Rejection> rejections = new ArrayList<>();
      body.rejections().forEach(rejection -> rejections.add(rejection.toRejection(intern)));
      return new Remembered(
          rejections, body.doubted(), body.forms().stream().map(FormBody::toForm).toList());
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IllegalArgumentException("body: (expected: a stored memory)", e);
    }
  }

  private static String text(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFrom(Base64.getDecoder().decode(text));
  }
}
