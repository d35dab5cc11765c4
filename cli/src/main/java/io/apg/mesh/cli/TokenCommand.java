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
import java.util.stream.Collectors;

/** {@code meshctl token}: makes, lists and revokes tokens. */
final class TokenCommand implements Command {
  private final Shell shell;

  private final Argument<Action> action =
      Argument.parameter(Action.class, "0", "ACTION", "create, list or revoke.");

  private final Argument<String> id =
      Argument.parameter(String.class, "1", "ID", "For revoke: of the token (claim jti).")
          .optional();

  private final Argument<String> subject =
      Argument.option(
          String.class,
          "--subject",
          "NAME",
          "Who is to bear it (default with --proxy: the service or gateway).");

  private final Argument<List<String>> roles =
      Argument.options("--role", "ROLE", "viewer, operator or admin.").split();

  private final Argument<Boolean> proxy =
      Argument.flag("--proxy", "Makes a token for proxies, instead of --role.");

  private final Argument<String> service =
      Argument.option(
          String.class, "--service", "ID", "With --proxy: the service whose sidecars it is for.");

  private final Argument<String> gateway =
      Argument.option(String.class, "--gateway", "NAME", "With --proxy: the gateway it is for.");

  private final Argument<Duration> life =
      Argument.option(
              Duration.class,
              "--ttl",
              "TIME",
              "How long it is good: 45s, 30m, 12h, 30d (default: ${DEFAULT-VALUE}).")
          .read(new Span())
          .usually("30d");

  private final Argument<Path> save =
      Argument.option(
          Path.class,
          "--save",
          "FILE",
          "Writes it there, for the owner's eyes only, not to stdout.");

  private final Argument<Path> proxyTokenFile =
      Argument.option(
          Path.class,
          "--proxy-token-file",
          "FILE",
          "With --proxy: writes it there as Envoy reads it; one that runs takes it over.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

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
  public Syntax syntax() {
    return new Syntax(
            "Makes, lists and revokes tokens; only an admin may. The first one comes from: meshd token"
                + " create.",
            List.of(
                "meshctl token create --subject ci --role operator --save ci.token",
                "meshctl token create --subject dashboard --role viewer --ttl 12h",
                "meshctl token create --proxy --service svc_orders --proxy-token-file orders.json",
                "meshctl token create --proxy --gateway edge --proxy-token-file edge.json",
                "meshctl token list",
                "meshctl token revoke 6f0c2a4e-5f0b-4f5e-9a57-1f3f1f4f7b11"))
        .takes(action, id, subject, roles, proxy, service, gateway, life, save, proxyTokenFile)
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    Action wanted = action.value();
    String token = id.orNull();
    if ((wanted == Action.revoke) != (token != null)) {
      throw Failure.usage(
          token == null ? "ID: not given" : "ID: " + token + " (expected: none, but for revoke)",
          "");
    }
    switch (wanted) {
      case create -> create();
      case list -> list();
      case revoke -> revoke(String.valueOf(token));
    }
    return 0;
  }

  private void create() {
    Json answer = connection.open(shell).post("/api/tokens", Json.of(wish()));
    String token = answer.get("token").text();
    String until = "token " + answer.get("token_id").text() + ", good until ";
    Path plain = save.orNull();
    Path envoys = proxyTokenFile.orNull();
    if (plain != null) {
      SecretFile.write(plain, token);
    }
    if (envoys != null) {
      SecretFile.write(envoys, SecretFile.ofEnvoy(token));
    }
    if (plain != null || envoys != null) {
      shell.err().println(until + answer.get("expires_at").text());
    } else if (printing.format().isText()) {
      shell.out().println(token);
    } else {
      printing.print(shell, answer, List.of(answer));
    }
  }

  private Map<String, Object> wish() {
    String itsService = service.orNull();
    String itsGateway = gateway.orNull();
    String owner = itsService != null ? itsService : itsGateway;
    boolean ofProxy = proxy.value();
    if (ofProxy == (owner == null) || (itsService != null && itsGateway != null)) {
      throw Failure.usage("--proxy: needs --service or --gateway, one of them", "");
    }
    if (!ofProxy && proxyTokenFile.orNull() != null) {
      throw Failure.usage("--proxy-token-file: only with --proxy", "");
    }
    if (ofProxy != roles.value().isEmpty()) {
      throw Failure.usage("--role: " + (ofProxy ? "not with --proxy" : "not given"), "");
    }
    String name = subject.orNull() == null ? owner : subject.orNull();
    if (name == null) {
      throw Failure.usage("--subject: not given", "");
    }
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("subject", name);
    wish.put("roles", ofProxy ? List.of("proxy") : roles.value());
    wish.put("ttl_seconds", life.value().toSeconds());
    if (owner != null) {
      wish.put(itsService != null ? "service" : "gateway", owner);
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
