package io.apg.mesh.translate;

import java.util.List;

/**
 * The token that an Envoy shows to the control plane: the file it is kept in, and the filters that
 * add it to each stream. {@code initial_metadata} would be read only once.
 */
public final class TokenSecret {
  private static final String NAME = "token";
  private static final String TYPE = "type.googleapis.com/";

  private TokenSecret() {}

  /**
   * Content of the file, on one line.
   *
   * @throws IllegalArgumentException when the token has characters that no token has
   */
  public static String json(String token) {
    if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
      throw new IllegalArgumentException("token: *** (expected: letters, digits and ._~+/=-)");
    }
    return "{\"resources\": [{\"@type\": \""
        + TYPE
        + "envoy.extensions.transport_sockets.tls.v3.Secret\", \"name\": \""
        + NAME
        + "\", \"generic_secret\": {\"secret\": {\"inline_string\": \"Bearer "
        + token
        + "\"}}}]}";
  }

  /** The HTTP filters of the cluster that leads to the control plane. */
  static List<Tree> filters(String file) {
    Tree source =
        Tree.of("path", file)
            .and("watched_directory", Tree.of("path", file.substring(0, file.lastIndexOf('/'))));
    Tree generic =
        Tree.of("@type", TYPE + "envoy.extensions.http.injected_credentials.generic.v3.Generic")
            .and("header", "authorization")
            .and(
                "credential",
                Tree.of("name", NAME).and("sds_config", Tree.of("path_config_source", source)));
    Tree injector =
        Tree.of(
                "@type",
                TYPE + "envoy.extensions.filters.http.credential_injector.v3.CredentialInjector")
            .and("overwrite", true)
            .and(
                "credential",
                Tree.of("name", "envoy.http.injected_credentials.generic")
                    .and("typed_config", generic));
    Tree codec =
        Tree.of("@type", TYPE + "envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec");
    return List.of(
        Tree.of("name", "envoy.filters.http.credential_injector").and("typed_config", injector),
        Tree.of("name", "envoy.filters.http.upstream_codec").and("typed_config", codec));
  }
}
