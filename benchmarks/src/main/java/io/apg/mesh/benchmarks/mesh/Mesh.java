package io.apg.mesh.benchmarks.mesh;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Target;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.translate.ResourceNames;
import io.apg.mesh.translate.TranslateOptions;
import io.apg.mesh.translate.Translator;
import java.time.Duration;
import java.util.List;

/**
 * A mesh of like services, each a cluster with two endpoints and a virtual host with one route.
 * Changes go round: each takes the next service. Not thread-safe.
 */
public final class Mesh {
  private final Translator translator = new Translator(TranslateOptions.DEFAULTS);
  private int services;
  private long changes;
  private View view = View.empty(0);

  /** A mesh of that many services. */
  public Mesh(int services) {
    View.Edit edit = view.edit();
    for (int service = 0; service < services; service++) {
      put(edit, service, 0);
    }
    this.services = services;
    this.view = edit.build(1);
  }

  /** What all proxies share. */
  public View view() {
    return view;
  }

  /** Gives the next service another endpoint in place of its second. */
  public void changeEndpoint() {
    int service = (int) (changes % services);
    view =
        view.edit().put(translator.endpoints(endpoints(service, edition()))).build(publication());
    changes++;
  }

  /** Gives the route of the next service another timeout. */
  public void changeRoute() {
    int service = (int) (changes % services);
    view =
        view.edit()
            .put(ResourceNames.OUTBOUND, translator.virtualHost(host(service, edition())))
            .build(publication());
    changes++;
  }

  /** Adds a service, with endpoints and a route. */
  public void addService() {
    View.Edit edit = view.edit();
    put(edit, services++, 0);
    view = edit.build(publication());
  }

  /** Grows each time that all services have had their turn; those begin with 0. */
  private long edition() {
    return 1 + changes / services;
  }

  private long publication() {
    return view.publication() + 1;
  }

  private void put(View.Edit edit, int service, long edition) {
    edit.put(
            translator.cluster(
                new Upstream(cluster(service), UpstreamProtocol.HTTP1, source(service))))
        .put(translator.endpoints(endpoints(service, edition)))
        .put(ResourceNames.OUTBOUND, translator.virtualHost(host(service, edition)));
  }

  private EndpointGroup endpoints(int service, long edition) {
    return new EndpointGroup(
        cluster(service),
        List.of(endpoint(service, 0), endpoint(service, 1 + edition % 250)),
        source(service));
  }

  private static UpstreamEndpoint endpoint(int service, long instance) {
    String address = "10." + instance + "." + service / 250 + "." + (1 + service % 250);
    return new UpstreamEndpoint(address, 8080, 1, "", 0, EndpointHealth.HEALTHY);
  }

  private VirtualHost host(int service, long edition) {
    RouteAction action =
        new RouteAction.Forward(
            List.of(new Target(cluster(service), 1)),
            Duration.ofMillis(15_000 + edition),
            new Retry(List.of("connect-failure", "refused-stream"), 2),
            false);
    RouteMatch match = new RouteMatch(new PathMatch.Prefix("/"), List.of(), List.of(), List.of());
    String name = "service-" + service;
    return new VirtualHost(
        name + ".default",
        List.of(name, name + ".default"),
        List.of(new RouteEntry("default", match, action, source(service))));
  }

  private static String cluster(int service) {
    return "svc_" + service;
  }

  private static Source source(int service) {
    return new Source("service", cluster(service));
  }
}
