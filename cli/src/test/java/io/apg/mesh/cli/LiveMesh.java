package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.controlplane.config.ConfigLoader;
import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.security.JwtSecrets;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.server.MeshServer;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A real control plane in this process, and meshctl in front of it. */
final class LiveMesh implements AutoCloseable {
  private final Path folder;
  private final MeshServer server;
  private final TokenIssuer issuer;
  private final String token;

  private LiveMesh(Path folder, MeshServer server, TokenIssuer issuer, String token) {
    this.folder = folder;
    this.server = server;
    this.issuer = issuer;
    this.token = token;
  }

  /** With further settings, {@code key=value}. */
  static LiveMesh in(Path folder, String... more) throws IOException {
    List<String> settings =
        Stream.concat(
                Stream.of(
                    "database.url=sqlite:" + folder.resolve("mesh.db"),
                    "server.http.port=0",
                    "server.xds.port=0",
                    "server.admin.port=0",
                    "server.shutdown_grace_seconds=1"),
                Stream.of(more))
            .toList();
    MeshConfig config = ConfigLoader.load(null, Map.of(), settings);
    MeshServer server =
        MeshServer.start(
            config,
            host -> {
              throw new UnknownHostException(host);
            });
    TokenIssuer issuer = new TokenIssuer(JwtSecrets.resolve(config), Clock.systemUTC(), () -> "t1");
    LiveMesh mesh = new LiveMesh(folder, server, issuer, token(issuer, "test"));
    mesh.file("token", mesh.token + "\n");
    return mesh;
  }

  private static String token(TokenIssuer issuer, String subject) {
    return issuer.issue(
        new Principal(subject, Principal.DEFAULT_TENANT, Set.of(Role.ADMIN)), Duration.ofHours(1));
  }

  /** A shell of another admin. */
  Shells shellOf(String subject) throws IOException {
    Path file = file(subject + ".token", token(issuer, subject) + "\n");
    return shell().with("MESHCTL_TOKEN_FILE", file.toString());
  }

  String url() {
    return "http://127.0.0.1:" + server.httpPort();
  }

  Path tokenFile() {
    return folder.resolve("token");
  }

  /** A shell whose user is an admin of this mesh. */
  Shells shell() {
    return new Shells()
        .with("MESHCTL_SERVER", url())
        .with("MESHCTL_TOKEN_FILE", tokenFile().toString())
        .with("XDG_CONFIG_HOME", folder.resolve("config").toString());
  }

  Shells.Ran run(String... arguments) {
    return shell().run(arguments);
  }

  /** The same, from a line without quotes. */
  Shells.Ran line(String words) {
    return run(words.split(" "));
  }

  Shells.Ran typing(String text, String words) {
    return shell().typing(text).run(words.split(" "));
  }

  ControlPlane api() {
    return new ControlPlane(url(), token, Duration.ofSeconds(20), line -> {});
  }

  long revision() {
    return api().get("/api/health").get("revision").number();
  }

  Json get(String path) {
    return api().get(path);
  }

  /** A file of this mesh's folder. */
  Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Override
  public void close() {
    server.close();
  }
}
