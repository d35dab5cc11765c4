package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.shop.ShopControlPlane;
import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.embed.GroupCache;
import io.apg.mesh.snapshot.Delivery;
import io.apg.mesh.snapshot.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program of docs/embedding.md, and a real Envoy. */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class EmbeddedEnvoyTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path directory;
  private HttpServer one;
  private HttpServer two;

  @BeforeEach
  void start() throws IOException {
    one = TestOrigin.answering("one");
    two = TestOrigin.answering("two");
  }

  @AfterEach
  void stop() {
    one.stop(0);
    two.stop(0);
  }

  private static GroupCache<String> cache(Delivery delivery) {
    return delivery == Delivery.AS_PUBLISHED
        ? GroupCache.asPublished(Node::cluster)
        : GroupCache.makeBeforeBreak(Node::cluster);
  }

  @ParameterizedTest
  @CsvSource({
    "AS_PUBLISHED, DELTA_GRPC",
    "AS_PUBLISHED, GRPC",
    "MAKE_BEFORE_BREAK, DELTA_GRPC",
    "MAKE_BEFORE_BREAK, GRPC"
  })
  void requestsGoThroughAndFollowChanges(Delivery delivery, String form) throws IOException {
    int port = TestOrigin.freePort();
    int first = one.getAddress().getPort();
    int second = two.getAddress().getPort();
    try (ShopControlPlane shop = new ShopControlPlane(cache(delivery), 0)) {
      shop.open(port, Map.of("orders", first, "billing", second), "orders");
      try (RealEnvoy envoy =
          RealEnvoy.start(directory, "shop~1", form, shop.port(), "--service-cluster", "shop")) {
        answers(port, "one");
        shop.route("billing");
        answers(port, "two");
        shop.move("billing", first, 2); // the cluster warms once more
        answers(port, "one");
        await().atMost(SOON).until(() -> envoy.stat("cluster_manager.warming_clusters") == 0);
        shop.move("orders", second, 3);
        shop.route("orders");
        answers(port, "two");
        if (delivery == Delivery.AS_PUBLISHED) { // the other waits for requests to end
          shop.remove("billing");
          await().atMost(SOON).until(() -> !envoy.admin("/clusters").contains("billing::"));
        }
        assertThat(envoy.admin("/stats?filter=update_rejected")).doesNotContain(": 1");
        assertThat(RealEnvoy.body(port, "any")).isEqualTo("two");
      }
    }
  }

  private static void answers(int port, String body) {
    await().atMost(SOON).until(() -> RealEnvoy.body(port, "any").equals(body));
  }
}
