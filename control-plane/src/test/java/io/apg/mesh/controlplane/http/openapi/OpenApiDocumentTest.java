package io.apg.mesh.controlplane.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.controlplane.http.rules.RestMethod;
import io.apg.mesh.controlplane.http.rules.RestMethods;
import io.apg.mesh.v1.Access;
import io.apg.mesh.v1.ApplyServiceGrpc;
import io.apg.mesh.v1.FindingServiceGrpc;
import io.apg.mesh.v1.HealthServiceGrpc;
import io.apg.mesh.v1.LoadBalancerRegistryGrpc;
import io.apg.mesh.v1.ProxyServiceGrpc;
import io.apg.mesh.v1.RevisionServiceGrpc;
import io.apg.mesh.v1.RouteRegistryGrpc;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document of the whole API. */
class OpenApiDocumentTest {
  private static final RestMethods METHODS =
      RestMethods.of(
          Stream.of(
                  ServiceRegistryGrpc.getServiceDescriptor(),
                  RouteRegistryGrpc.getServiceDescriptor(),
                  LoadBalancerRegistryGrpc.getServiceDescriptor(),
                  ApplyServiceGrpc.getServiceDescriptor(),
                  ProxyServiceGrpc.getServiceDescriptor(),
                  RevisionServiceGrpc.getServiceDescriptor(),
                  FindingServiceGrpc.getServiceDescriptor(),
                  HealthServiceGrpc.getServiceDescriptor())
              .map(OpenApiDocumentTest::definition)
              .toList());
  private static final JsonNode DOCUMENT = OpenApiDocument.of(METHODS, "1.2.3");

  @Test
  void parsesWithoutAMessage() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);
    SwaggerParseResult result =
        new OpenAPIV3Parser().readContents(DOCUMENT.toString(), null, options);

    assertThat(result.getMessages()).isEmpty();
    assertThat(result.getOpenAPI().getInfo().getVersion()).isEqualTo("1.2.3");
  }

  @Test
  void everyMethodOfTheApiHasARuleAndARole() {
    assertThat(METHODS.all()).hasSize(33);
    assertThat(METHODS.all())
        .allSatisfy(m -> assertThat(m.access()).isNotEqualTo(Access.ACCESS_UNSPECIFIED));
    assertThat(METHODS.all().stream().map(m -> m.verb() + " " + m.path()))
        .contains(
            "POST /api/services",
            "PUT /api/services/{service_id}/status",
            "POST /api/routes/{route_id}/traffic-split",
            "DELETE /api/services/{service_id}/endpoints/{endpoint_id}",
            "GET /api/proxies/{node_id}/bootstrap",
            "POST /api/load-balancers",
            "POST /api/apply");
  }

  @Test
  void everythingIsExplained() {
    List<String> unexplained = new ArrayList<>();
    findUnexplained(DOCUMENT, "", unexplained);

    assertThat(unexplained).isEmpty();
    for (RestMethod method : METHODS.all()) {
      JsonNode operation =
          DOCUMENT
              .path("paths")
              .path(method.path().toString())
              .path(method.verb().toLowerCase(Locale.ROOT));
      assertThat(operation.path("summary").asText()).as(method.path().toString()).isNotBlank();
      operation
          .path("parameters")
          .forEach(p -> assertThat(p.path("description").asText()).as(p.toString()).isNotBlank());
    }
  }

  @Test
  void bothFormsOfBodyAreDescribed() {
    JsonNode body = DOCUMENT.at("/components/schemas/ServiceObjectBody/anyOf");

    assertThat(body.at("/0/properties/service_config/$ref").asText())
        .isEqualTo("#/components/schemas/ServiceObject");
    assertThat(body.at("/0/properties/endpoints/type").asText()).isEqualTo("array");
    assertThat(body.at("/1/$ref").asText()).isEqualTo("#/components/schemas/ServiceObject");
  }

  @Test
  void whatAnswersAlwaysSayIsRequired() {
    assertThat(DOCUMENT.at("/components/schemas/ListServicesResponse/required").toString())
        .isEqualTo("[\"services\",\"total\",\"next_page_token\"]");
    assertThat(DOCUMENT.at("/components/schemas/ServiceObject/required").toString())
        .isEqualTo("[\"service_name\",\"status_reason\",\"revision\"]");
  }

  @Test
  void whatThePathHasTheBodyHasNot() {
    assertThat(DOCUMENT.at("/components/schemas/SplitTrafficRequest/properties").has("route_id"))
        .isFalse();
  }

  @Test
  void onlyHealthIsOpen() {
    List<String> open = new ArrayList<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        verb -> {
                          if (verb.getValue().path("security").isEmpty()) {
                            open.add(path.getKey());
                          }
                        }));

    assertThat(open).containsExactly("/api/health");
  }

  private static void findUnexplained(JsonNode node, String at, List<String> unexplained) {
    if (node.has("properties")) {
      node.path("properties")
          .properties()
          .forEach(
              property -> {
                JsonNode schema = property.getValue();
                boolean plain = !schema.has("$ref") && !schema.has("enum");
                if (at.startsWith("/components/schemas") && plain && !schema.has("description")) {
                  unexplained.add(at + "/" + property.getKey());
                }
              });
    }
    node.properties()
        .forEach(
            entry -> findUnexplained(entry.getValue(), at + "/" + entry.getKey(), unexplained));
  }

  private static ServerServiceDefinition definition(ServiceDescriptor descriptor) {
    ServerServiceDefinition.Builder builder = ServerServiceDefinition.builder(descriptor);
    descriptor.getMethods().forEach(m -> builder.addMethod(m, (call, headers) -> null));
    return builder.build();
  }
}
