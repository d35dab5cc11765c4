package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.gate.GateListener;
import io.apg.mesh.controlplane.history.EventLog;
import io.apg.mesh.controlplane.publish.Publisher;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.session.Answer;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.RejectionEnd;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.xds.StreamStatus;
import io.apg.mesh.xds.XdsObserver;
import io.apg.mesh.xds.XdsStreams;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the control plane counts of itself, and the log of what proxies say. Thread-safe. */
final class MeshMetrics implements XdsObserver {
  private static final Logger LOG = LoggerFactory.getLogger("xds");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter opened =
      Counter.builder()
          .name("mesh_xds_streams_opened_total")
          .help("Streams that told who they are.")
          .register(registry);
  private final Counter turnedAway =
      Counter.builder()
          .name("mesh_xds_streams_turned_away_total")
          .help("Streams that were not served, or not any more.")
          .labelNames("reason")
          .register(registry);
  private final Counter gate =
      Counter.builder()
          .name("mesh_proxies_refused_total")
          .help("Streams that were refused or ended because of their tokens.")
          .labelNames("reason")
          .register(registry);
  private final Counter answers =
      Counter.builder()
          .name("mesh_xds_answers_total")
          .help("Answers of proxies to what they were sent.")
          .labelNames("type", "answer")
          .register(registry);

  private final Counter rejections =
      Counter.builder()
          .name("mesh_rejections_total")
          .help("Contents that proxies refused, each counted once a proxy.")
          .labelNames("type")
          .register(registry);
  private final Counter rejectionsEnded =
      Counter.builder()
          .name("mesh_rejections_ended_total")
          .help("Rejections of which nothing is wanted any more.")
          .labelNames("type", "end")
          .register(registry);

  MeshMetrics() {
    JvmMetrics.builder().register(registry);
  }

  /** Adds what is read when somebody asks. */
  void watch(
      RegistryStore store,
      Publisher publisher,
      XdsStreams streams,
      RejectionBoard board,
      EventLog events) {
    gauge("mesh_xds_streams", "Open streams.", streams::size);
    gauge(
        "mesh_registry_revision",
        "Newest revision of the registry.",
        () -> store.state().revision());
    gauge("mesh_published_revision", "Newest revision that is published.", publisher::revision);
    gauge(
        "mesh_publications",
        "Publications since the start.",
        () -> publisher.cache().current().id());
    gauge("mesh_events_dropped", "Events that could not be kept.", events::dropped);
    GaugeWithCallback unused =
        GaugeWithCallback.builder()
            .name("mesh_rejections_live")
            .help("Fragments that are wanted and that proxies refuse.")
            .labelNames("type")
            .callback(
                callback -> {
                  for (XdsType type : XdsType.values()) {
                    callback.call((double) board.refused(type), ProxyBoard.word(type));
                  }
                })
            .register(registry);
    gauge("mesh_store_ok", "1 when the store can be written.", () -> store.check().ok() ? 1 : 0);
  }

  private void gauge(String name, String help, LongSupplier value) {
    GaugeWithCallback unused =
        GaugeWithCallback.builder()
            .name(name)
            .help(help)
            .callback(callback -> callback.call((double) value.getAsLong()))
            .register(registry);
  }

  /** All of it, in Prometheus's text format. */
  String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** A proxy was not let in. */
  void turnedAway(GateListener.Reason why) {
    gate.labelValues(why.name().toLowerCase(Locale.ROOT)).inc();
  }

  @Override
  public void opened(StreamStatus stream) {
    opened.inc();
    LOG.info(
        "event=stream_opened node={} peer={} form={} aggregated={}",
        stream.node().id(),
        stream.peer(),
        stream.form(),
        stream.aggregated());
  }

  @Override
  public void closed(StreamStatus stream) {
    LOG.info("event=stream_closed node={} peer={}", stream.node().id(), stream.peer());
  }

  @Override
  public void turnedAway(TurnedAway why) {
    turnedAway.labelValues(why.name().toLowerCase(Locale.ROOT)).inc();
  }

  @Override
  public void acknowledged(Node node, Answer answer) {
    answers.labelValues(ProxyBoard.word(answer.type()), "ack").inc();
  }

  @Override
  public void refused(Node node, Nack nack) {
    answers.labelValues(ProxyBoard.word(nack.type()), "nack").inc();
    LOG.warn(
        "event=nack node={} type={} resources={} objects={} message=\"{}\"",
        node.id(),
        ProxyBoard.word(nack.type()),
        nack.names(),
        objects(nack.origins()),
        nack.message());
  }

  @Override
  public void rejected(Node node, Rejection rejection) {
    rejections.labelValues(ProxyBoard.word(rejection.key().type())).inc();
  }

  @Override
  public void rejectionEnded(Node node, Rejection rejection, RejectionEnd end) {
    String type = ProxyBoard.word(rejection.key().type());
    rejectionsEnded.labelValues(type, end.name().toLowerCase(Locale.ROOT)).inc();
    LOG.info(
        "event=rejection_ended node={} type={} resource={} end={}",
        node.id(),
        type,
        rejection.key().name(),
        end);
  }

  private static String objects(List<Origin> origins) {
    return origins.stream().map(Origin::toString).collect(Collectors.joining(","));
  }
}
