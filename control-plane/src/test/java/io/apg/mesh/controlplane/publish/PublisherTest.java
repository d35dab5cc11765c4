package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.controlplane.publish.RegistryFixture.mustApply;
import static io.apg.mesh.controlplane.publish.RegistryFixture.request;
import static io.apg.mesh.controlplane.publish.RegistryFixture.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.apg.mesh.controlplane.mapping.MappingDefaults;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.SnapshotSource.Subscription;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.RegexCheck;
import io.apg.mesh.translate.TranslateOptions;
import io.apg.mesh.translate.Translator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  @TempDir Path folder;
  private SqliteRegistryStore store;
  private Publisher publisher;

  @BeforeEach
  void open() {
    store = SqliteRegistryStore.builder(folder.resolve("mesh.db")).build();
    store.open();
    publisher =
        new Publisher(
            store,
            new Translator(TranslateOptions.DEFAULTS),
            MappingDefaults.STANDARD,
            RegexCheck.DEFAULT::problem,
            "default",
            /* proven= */ false);
    publisher.start();
  }

  @AfterEach
  void close() {
    publisher.close();
    store.close();
  }

  private Subscription follow(String nodeId, String namespace) {
    Struct metadata =
        Struct.newBuilder()
            .putFields("namespace", Value.newBuilder().setStringValue(namespace).build())
            .build();
    Node node = new Node(nodeId, "", "", "", metadata, "envoy", "1.40.0", Set.of());
    return publisher.cache().subscribe(node, () -> {});
  }

  private static Set<String> hosts(Subscription subscription) {
    Snapshot snapshot = subscription.current();
    Resource config = snapshot == null ? null : snapshot.resource(XdsType.ROUTE, "outbound");
    return config instanceof RouteConfig routes ? routes.table().hostNames() : Set.of();
  }

  @Test
  void namespacesInWhichNothingLivesShareOneView_untilSomethingDoes() {
    mustApply(store.apply(request(service("orders", "shop", "v1", "10.0.0.1"))));
    Subscription a = follow("svc_a~1", "invented-a");
    Subscription b = follow("svc_b~1", "invented-b");
    await().atMost(BOUND).until(() -> hosts(a).contains("orders.shop"));
    assertThat(publisher.cache().wantedViews()).containsExactly("default/sidecar/");
    mustApply(store.apply(request(service("cart", "invented-a", "v1", "10.0.0.1"))));
    await()
        .atMost(BOUND)
        .until(() -> publisher.cache().wantedViews().contains("default/sidecar/invented-a"));
    await().atMost(BOUND).until(() -> hosts(a).contains("cart.invented-a"));
    assertThat(hosts(b)).contains("orders.shop");
    mustApply(store.apply(request(new Change.Delete(ObjectKind.SERVICE, "svc_cart", null))));
    await()
        .atMost(BOUND)
        .until(() -> publisher.cache().wantedViews().equals(Set.of("default/sidecar/")));
    await().atMost(BOUND).until(() -> !hosts(a).contains("cart.invented-a"));
  }

  @Test
  void aProxyFollowsTheReachOfItsService() {
    mustApply(
        store.apply(
            request(
                service("orders", "shop", "v1", "10.0.0.1"),
                service("users", "shop", "v1", "10.0.0.2"))));
    Subscription users = follow("svc_users~1", "shop");
    await().atMost(BOUND).until(() -> hosts(users).contains("orders.shop"));
    mustApply(
        store.apply(
            request(service("users", "shop", "v1", Reach.DECLARED, List.of(), "10.0.0.2"))));
    await().atMost(BOUND).until(() -> hosts(users).equals(Set.of("*")));
  }
}
