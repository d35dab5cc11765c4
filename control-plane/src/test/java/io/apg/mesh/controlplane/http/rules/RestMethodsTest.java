package io.apg.mesh.controlplane.http.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.http.rules.RestMethods.Match;
import io.apg.mesh.v1.ProxyServiceGrpc;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestMethodsTest {
  private static final RestMethods METHODS =
      RestMethods.of(
          List.of(
              new ServiceRegistryGrpc.ServiceRegistryImplBase() {}.bindService(),
              new ProxyServiceGrpc.ProxyServiceImplBase() {}.bindService()));

  @Test
  void pathAndVerbFindTheMethod() {
    Match match = METHODS.find("GET", List.of("api", "proxies", "svc_a~1", "bootstrap"));

    assertThat(match).isInstanceOf(Match.Found.class);
    Match.Found found = (Match.Found) match;
    assertThat(found.method().grpc().getFullMethodName())
        .isEqualTo("apg.mesh.v1.ProxyService/GetBootstrap");
    assertThat(found.variables()).isEqualTo(Map.of("node_id", "svc_a~1"));
  }

  @Test
  void headIsARead() {
    assertThat(METHODS.find("HEAD", List.of("api", "services"))).isInstanceOf(Match.Found.class);
  }

  @Test
  void wrongVerbNamesTheRightOnes() {
    assertThat(METHODS.find("POST", List.of("api", "services", "x", "status")))
        .isEqualTo(new Match.WrongVerb(List.of("PUT")));
  }

  @Test
  void otherPathsAreUnknown() {
    assertThat(METHODS.find("GET", List.of("api", "services", ""))).isEqualTo(new Match.Unknown());
    assertThat(METHODS.find("GET", List.of("api", "services", "x", "y")))
        .isEqualTo(new Match.Unknown());
  }

  @Test
  void queryParametersAreWhatIsNowhereElse() {
    Match.Found found = (Match.Found) METHODS.find("DELETE", List.of("api", "services", "x"));

    assertThat(found.method().queryNames())
        .containsExactlyInAnyOrder("expected_revision", "force", "tenant_id", "dry_run");
    found = (Match.Found) METHODS.find("PATCH", List.of("api", "services", "x"));
    assertThat(found.method().queryNames())
        .as("the body says what update_mask says")
        .containsExactlyInAnyOrder("tenant_id", "dry_run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/x", "/api/{a=b/*}", "/api/*", "/api/x:verb"})
  void otherTemplatesAreRefused(String template) {
    assertThatThrownBy(() -> PathTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }

  @Test
  void pathsAreFilledAndEncoded() {
    ServiceObject service = ServiceObject.newBuilder().setServiceId("a/b é").build();

    assertThat(PathTemplate.parse("/api/services/{service_id}").fill(service))
        .isEqualTo("/api/services/a%2Fb%20%C3%A9");
    assertThat(Percent.decode("a%2Fb%20%C3%A9")).isEqualTo("a/b é");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%1", "%zz", "%C3", "%+1", "\u00e9"})
  void whatIsNotEncodedRightIsRefused(String text) {
    assertThatThrownBy(() -> Percent.decode(text)).isInstanceOf(ApiException.class);
  }
}
