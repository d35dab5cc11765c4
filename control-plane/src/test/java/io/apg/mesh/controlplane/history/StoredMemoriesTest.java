package io.apg.mesh.controlplane.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.apg.mesh.registry.ProxyMemory;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import io.apg.mesh.session.FragmentKey;
import io.apg.mesh.session.HostForm;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.Remembered;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.xds.NodeIdentity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What proxies refused outlives the process, in every detail that matters. */
class StoredMemoriesTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final NodeIdentity NODE = new NodeIdentity("t", "n1", "envoy", "1.34.0");

  @TempDir Path folder;

  private RegistryStore store;

  @BeforeEach
  void open() {
    store = SqliteRegistryStore.builder(folder.resolve("mesh.db")).build();
    store.open();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private StoredMemories memories() {
    return new StoredMemories(store.observed(), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static Remembered everything() {
    EncodedResource good =
        new EncodedResource(
            XdsType.LISTENER,
            "l",
            "v1",
            ByteString.copyFrom(new byte[] {0, -1, 7}),
            new Refs(Set.of("c"), Set.of("r"), Set.of("s")),
            List.of(new Origin("service", "svc")),
            Warming.ENDPOINTS.and(Warming.Probe.DNS, Duration.ofSeconds(50)),
            false);
    VirtualHostFragment host =
        new VirtualHostFragment(
            "h",
            ByteString.copyFromUtf8("head"),
            List.of(
                new RouteFragment(
                    "k", ByteString.copyFromUtf8("x"), Set.of("c"), new Origin("route", "r1"))));
    return new Remembered(
        List.of(
            new Rejection(
                new FragmentKey(XdsType.LISTENER, "l", null),
                Set.of("v2", "v3"),
                good,
                null,
                "no \"way\"",
                List.of(new Origin("service", "svc")),
                NOW,
                true),
            new Rejection(
                new FragmentKey(XdsType.ROUTE, "outbound", "h"),
                Set.of("v4"),
                null,
                host,
                "",
                List.of(),
                NOW,
                false)),
        Map.of(XdsType.CLUSTER, Set.of("a", "b"), XdsType.LISTENER, Set.of("*")),
        List.of(new HostForm("outbound", "h", host), new HostForm("outbound", "i", null)));
  }

  @Test
  void everythingComesBack() {
    StoredMemories before = memories();
    before.changed(NODE, StoredMemoriesTest::everything);
    before.close();
    close();
    open();
    assertThat(memories().load()).containsExactlyEntriesOf(Map.of(NODE, everything()));
  }

  @Test
  void theNewestCountsAndNothingIsForgotten() {
    StoredMemories before = memories();
    before.changed(NODE, StoredMemoriesTest::everything);
    before.changed(NODE, () -> Remembered.NOTHING);
    before.close();
    assertThat(store.observed().proxyMemories()).isEmpty();
  }

  @Test
  void whatIsUnreadableHarmsNothingElse() {
    store
        .observed()
        .putProxyMemories(
            List.of(
                new ProxyMemory("t", "n2", "envoy", "1", NOW, "{\"rejections\": [{}]}"),
                new ProxyMemory("t", "n3", "envoy", "1", NOW, "{"),
                new ProxyMemory(
                    "t", "n1", "envoy", "1.34.0", NOW, MemoryBody.write(everything()))));
    assertThat(memories().load()).containsOnlyKeys(NODE);
  }
}
