package io.apg.mesh.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.ReadinessReport;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is served beside the API, without a token. */
class PagesTest {
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"([^\"]+)\"");
  private static final String PAGE_ORIGIN = "https://console.example";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer(PAGE_ORIGIN);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void probesTellHowTheProcessIs() {
    assertThat(get("/livez").body()).isEqualTo("ok\n");
    server.readiness.set(new ReadinessReport(true, ""));
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).isEqualTo("ok\n");
    server.readiness.set(new ReadinessReport(false, "store is away"));
    HttpResponse<String> unready = get("/readyz");
    server.readiness.set(new ReadinessReport(true, "ready"));

    assertThat(unready.statusCode()).isEqualTo(503);
    assertThat(unready.body()).isEqualTo("store is away\n");
  }

  @Test
  void metricsAreOpenOnThisHost() {
    HttpResponse<String> response = get("/metrics");

    assertThat(response.body()).isEqualTo("mesh_up 1\n");
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
  }

  @Test
  void documentationNeedsNoOtherHost() {
    HttpResponse<String> page = get("/api/docs");
    Matcher links = LINK.matcher(page.body());
    int count = 0;
    while (links.find()) {
      HttpResponse<String> asset = get("/api/" + links.group(1));
      assertThat(asset.statusCode()).as(links.group(1)).isEqualTo(200);
      assertThat(asset.body()).as(links.group(1)).isNotEmpty();
      count++;
    }

    assertThat(count).isEqualTo(5);
    assertThat(page.body()).doesNotContain("://");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'");
    assertThat(get("/api/openapi.json").body()).contains("\"/api/services/{service_id}\"");
  }

  @Test
  void pagesOfConfiguredOriginsMayCall() {
    HttpResponse<String> preflight =
        server.send(
            plain("/api/services")
                .header("Origin", PAGE_ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    HttpResponse<String> call =
        server.send(server.request("/api/services").header("Origin", PAGE_ORIGIN));

    assertThat(preflight.statusCode()).isEqualTo(200);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE_ORIGIN);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization");
    assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).contains(PAGE_ORIGIN);
  }

  @Test
  void pagesOfOtherOriginsMayNot() {
    HttpResponse<String> preflight =
        server.send(
            plain("/api/services")
                .header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));
    HttpResponse<String> call =
        server.send(server.request("/api/services").header("Origin", "https://evil.example"));

    assertThat(preflight.statusCode()).isEqualTo(405);
    assertThat(call.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  private static HttpResponse<String> get(String path) {
    return server.send(plain(path));
  }

  private static HttpRequest.Builder plain(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.server.port() + path));
  }
}
