package io.apg.mesh.controlplane.http;

import com.google.protobuf.ByteString;
import io.apg.mesh.controlplane.http.json.StrictJson;
import io.apg.mesh.controlplane.http.openapi.OpenApiDocument;
import io.apg.mesh.controlplane.http.rules.RestMethods;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;

/**
 * The OpenAPI document and Swagger UI, from this host alone. Links are relative, so that they hold
 * behind a proxy that adds a prefix.
 */
final class Documentation {
  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
  private static final String WEBJAR_PROPERTIES =
      "META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final Map<String, String> ASSETS =
      Map.of(
          "swagger-ui.css", "text/css;charset=utf-8",
          "swagger-ui-bundle.js", "text/javascript;charset=utf-8",
          "favicon-32x32.png", "image/png");
  private static final Map<String, String> PAGE_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
              + " frame-ancestors 'none'");
  private static final Map<String, String> ASSET_HEADERS =
      Map.of("Cache-Control", "public, max-age=3600");
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>APG API Service Mesh: API</title>
          <link rel="stylesheet" href="docs/swagger-ui.css">
          <link rel="icon" type="image/png" href="docs/favicon-32x32.png">
        </head>
        <body>
          <div id="docs"></div>
          <noscript>This page needs JavaScript; the document itself is
            <a href="openapi.json">openapi.json</a>.</noscript>
          <script src="docs/swagger-ui-bundle.js"></script>
          <script src="docs/start.js"></script>
        </body>
      </html>
      """;
  private static final String START =
      """
      window.addEventListener("load", () => {
        SwaggerUIBundle({
          url: "openapi.json",
          dom_id: "#docs",
          deepLinking: true,
          validatorUrl: null,
        });
      });
      """;

  private Documentation() {}

  static Map<String, Function<RestRequest, RestResponse>> pages(
      RestMethods methods, String version) {
    ByteString openApi = StrictJson.write(OpenApiDocument.of(methods, version));
    Map<String, Function<RestRequest, RestResponse>> pages = new HashMap<>();
    pages.put("/api/openapi.json", request -> RestResponse.document("application/json", openApi));
    pages.put("/api/docs", request -> page("text/html;charset=utf-8", PAGE));
    pages.put("/api/docs/start.js", request -> page("text/javascript;charset=utf-8", START));
    ASSETS.forEach(
        (name, type) -> {
          ByteString asset = asset(name);
          RestResponse answer = new RestResponse(200, ASSET_HEADERS, type, asset);
          pages.put("/api/docs/" + name, request -> answer);
        });
    return pages;
  }

  private static RestResponse page(String contentType, String text) {
    return new RestResponse(200, PAGE_HEADERS, contentType, ByteString.copyFromUtf8(text));
  }

  private static ByteString asset(String name) {
    try (InputStream in = resource(WEBJAR + webjarVersion() + "/" + name)) {
      return ByteString.readFrom(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path of the assets has the webjar's version in it. */
  private static String webjarVersion() throws IOException {
    try (InputStream in = resource(WEBJAR_PROPERTIES)) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }

  private static InputStream resource(String path) {
    InputStream in = Documentation.class.getClassLoader().getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException("resource: " + path + " is missing");
    }
    return in;
  }
}
