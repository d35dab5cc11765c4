package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.text.Table;
import io.apg.mesh.cli.text.Table.Head;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meshctl token}: makes, lists and revokes tokens. */
@Command(
    name = "token",
    description =
        "Makes, lists and revokes tokens; only an admin may. The first one comes from: meshd token"
            + " create.",
    footer = {
      "  meshctl token create --subject ci --role operator --save ci.token",
      "  meshctl token create --subject dashboard --role viewer --ttl 12h",
      "  meshctl token create --proxy --service svc_orders --proxy-token-file orders.json",
      "  meshctl token create --proxy --gateway edge --proxy-token-file edge.json",
      "  meshctl token list",
      "  meshctl token revoke 6f0c2a4e-5f0b-4f5e-9a57-1f3f1f4f7b11"
    })
final class TokenCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "ACTION", description = "create, list or revoke.")
  private Action action = Action.create;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ID",
      description = "For revoke: of the token (claim jti).")
  private @Nullable String id;

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      description = "Who is to bear it (default with --proxy: the service or gateway).")
  private @Nullable String subject;

  @Option(
      names = "--role",
      split = ",",
      paramLabel = "ROLE",
      description = "viewer, operator or admin.")
  private List<String> roles = List.of();

  @Option(names = "--proxy", description = "Makes a token for proxies, instead of --role.")
  private boolean proxy;

  @Option(
      names = "--service",
      paramLabel = "ID",
      description = "With --proxy: the service whose sidecars it is for.")
  private @Nullable String service;

  @Option(
      names = "--gateway",
      paramLabel = "NAME",
      description = "With --proxy: the gateway it is for.")
  private @Nullable String gateway;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      defaultValue = "30d",
      converter = Span.class,
      description = "How long it is good: 45s, 30m, 12h, 30d (default: ${DEFAULT-VALUE}).")
  private Duration life = Duration.ofDays(30);

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Writes it there, for the owner's eyes only, not to stdout.")
  private @Nullable Path save;

  @Option(
      names = "--proxy-token-file",
      paramLabel = "FILE",
      description = "With --proxy: writes it there as Envoy reads it; one that runs takes it over.")
  private @Nullable Path proxyTokenFile;

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  /** What to do. */
  enum Action {
    create,
    list,
    revoke
  }

  TokenCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if ((action == Action.revoke) != (id != null)) {
      throw Failure.usage(
          id == null ? "ID: not given" : "ID: " + id + " (expected: none, but for revoke)", "");
    }
    switch (action) {
      case create -> create();
      case list -> list();
      case revoke -> revoke(String.valueOf(id));
    }
    return 0;
  }

  private void create() {
    Json answer = connection.open(shell).post("/api/tokens", Json.of(wish()));
    String token = answer.get("token").text();
    String until = "token " + answer.get("token_id").text() + ", good until ";
    if (save != null) {
      SecretFile.write(save, token);
    }
    if (proxyTokenFile != null) {
      SecretFile.write(proxyTokenFile, SecretFile.ofEnvoy(token));
    }
    if (save != null || proxyTokenFile != null) {
      shell.err().println(until + answer.get("expires_at").text());
    } else if (printing.format().isText()) {
      shell.out().println(token);
    } else {
      printing.print(shell, answer, List.of(answer));
    }
  }

  private Map<String, Object> wish() {
    String owner = service != null ? service : gateway;
    if (proxy == (owner == null) || (service != null && gateway != null)) {
      throw Failure.usage("--proxy: needs --service or --gateway, one of them", "");
    }
    if (proxy != roles.isEmpty() || (!proxy && proxyTokenFile != null)) {
      throw Failure.usage(
          proxyTokenFile != null && !proxy
              ? "--proxy-token-file: only with --proxy"
              : "--role: " + (proxy ? "not with --proxy" : "not given"),
          "");
    }
    String name = subject == null ? owner : subject;
    if (name == null) {
      throw Failure.usage("--subject: not given", "");
    }
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("subject", name);
    wish.put("roles", proxy ? List.of("proxy") : roles);
    wish.put("ttl_seconds", life.toSeconds());
    if (owner != null) {
      wish.put(service != null ? "service" : "gateway", owner);
    }
    return wish;
  }

  private void list() {
    List<Json> tokens = connection.open(shell).list("/api/tokens", "tokens");
    if (!printing.format().isText()) {
      printing.print(shell, Json.object("tokens", tokens), tokens);
    } else if (tokens.isEmpty()) {
      shell.err().println("no tokens; those of meshd token create are not known here");
    } else {
      Text.print(
          shell,
          new Table(
                  List.of(
                      Head.of("ID", 0),
                      Head.of("SUBJECT", 0),
                      Head.of("ROLES", 1),
                      Head.of("FOR", 2),
                      Head.of("STATUS", 0),
                      Head.of("GOOD UNTIL", 3)),
                  tokens.stream().map(TokenCommand::row).toList())
              .lines(shell.screen().width(), printing.headers(), printing.style(shell)));
    }
  }

  private static List<String> row(Json token) {
    String service = token.get("service").text();
    String gateway = token.get("gateway").text();
    return List.of(
        token.get("token_id").text(),
        token.get("subject").text(),
        token.get("roles").items().stream().map(Json::text).collect(Collectors.joining(",")),
        gateway.isEmpty() ? service : "gateway " + gateway,
        token.get("revoked_at").text().isEmpty() ? "GOOD" : "REVOKED",
        token.get("expires_at").text());
  }

  private void revoke(String token) {
    Json answer = connection.open(shell).delete("/api/tokens/" + ControlPlane.encode(token));
    String subject = answer.get("subject").text();
    shell
        .err()
        .println(
            subject.isEmpty()
                ? "revoked; it was not made through this control plane's API, so mind the spelling"
                : "revoked, of " + subject);
    printing.program(shell, answer);
  }
}
