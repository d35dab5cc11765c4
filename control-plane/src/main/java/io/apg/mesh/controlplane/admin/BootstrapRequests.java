package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.observed.BootstrapSource;
import io.apg.mesh.controlplane.observed.BootstrapSource.HostPort;
import io.apg.mesh.controlplane.observed.ProxyView;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.translate.BootstrapOptions;
import io.apg.mesh.v1.GetBootstrapRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a bootstrap is asked for; all problems at once. */
final class BootstrapRequests {
  private static final HostPort NOWHERE = new HostPort("127.0.0.1", 0);
  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9_.-]+~[A-Za-z0-9_.:-]+");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9_.-]+)):([0-9]{1,5})");
  private static final int MAX_PORT = 65535;

  private final List<Problem> problems = new ArrayList<>();
  private final Faults faults = new Faults(problems, 0, "");

  private BootstrapRequests() {}

  /**
   * The request of a tenant.
   *
   * @throws ApiException where it is not one
   */
  static BootstrapSource.Request read(GetBootstrapRequest request, String tenant) {
    return new BootstrapRequests().request(request, tenant);
  }

  private BootstrapSource.Request request(GetBootstrapRequest request, String tenant) {
    if (!NODE_ID.matcher(request.getNodeId()).matches()) {
      faults.invalid("node_id", request.getNodeId(), "<service_id or gateway name>~<instance>");
    }
    ProxyView.Role role = faults.word("role", request.hasRole(), request.getRole(), Enums.ROLE);
    BootstrapSource.Format format =
        faults.word("format", request.hasFormat(), request.getFormat(), Enums.FORMAT);
    boolean grpc = format == BootstrapSource.Format.GRPC;
    if (grpc && role != null && role != ProxyView.Role.PROXYLESS) {
      faults.invalid("role", request.getRole().name(), "PROXY_ROLE_PROXYLESS, as format is grpc");
    }
    ProxyView.Role otherwise = grpc ? ProxyView.Role.PROXYLESS : ProxyView.Role.SIDECAR;
    BootstrapSource.Request result =
        new BootstrapSource.Request(
            tenant,
            request.getNodeId(),
            role == null ? otherwise : role,
            request.hasXdsAddress() ? address("xds_address", request.getXdsAddress()) : null,
            request.hasOutbound() ? ipAddress("outbound", request.getOutbound()) : null,
            request.getInboundList().stream().map(this::inbound).toList(),
            request.getListenList().stream().map(text -> ipAddress("listen", text)).toList(),
            adminPort(request),
            !request.hasDelta() || request.getDelta(),
            tokenFile(request, grpc),
            grpc ? BootstrapSource.Format.GRPC : BootstrapSource.Format.ENVOY);
    if (result.role() == ProxyView.Role.GATEWAY && result.listen().isEmpty()) {
      faults.missing("listen");
    }
    if (!problems.isEmpty()) {
      throw Refusals.parameters(problems);
    }
    return result;
  }

  private @Nullable Integer adminPort(GetBootstrapRequest request) {
    if (!request.hasAdminPort()) {
      return null;
    }
    int port = request.getAdminPort();
    if (port < 0 || port > MAX_PORT) {
      faults.invalid("admin_port", Integer.toString(port), "0 to " + MAX_PORT);
    }
    return port;
  }

  private @Nullable String tokenFile(GetBootstrapRequest request, boolean grpc) {
    if (!request.hasTokenFile()) {
      return null;
    }
    String file = request.getTokenFile();
    if (grpc) {
      faults.invalid("token_file", file, "none, as gRPC sends no token over plain text");
    } else if (!file.matches(BootstrapOptions.TOKEN_FILE)) {
      faults.invalid("token_file", file, "an absolute path that ends with .json");
    }
    return file;
  }

  private BootstrapSource.Inbound inbound(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      faults.invalid("inbound", text, "listen=app, as 10.0.0.5:8080=127.0.0.1:9090");
      return new BootstrapSource.Inbound(NOWHERE, NOWHERE);
    }
    return new BootstrapSource.Inbound(
        ipAddress("inbound", text.substring(0, equals)),
        ipAddress("inbound", text.substring(equals + 1)));
  }

  /** Where an Envoy listens, or reaches its application: it resolves no names there. */
  private HostPort ipAddress(String parameter, String text) {
    HostPort address = address(parameter, text);
    if (!EndpointNames.isAddress(address.host())) {
      faults.invalid(parameter, text, "an IP address and a port");
    }
    return address;
  }

  private HostPort address(String parameter, String text) {
    Matcher parts = ADDRESS.matcher(text);
    if (parts.matches()) {
      int port = Integer.parseInt(parts.group(3));
      if (port >= 1 && port <= MAX_PORT) {
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return new HostPort(host, port);
      }
    }
    faults.invalid(parameter, text, "host:port");
    return NOWHERE;
  }
}
