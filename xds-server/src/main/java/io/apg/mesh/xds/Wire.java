package io.apg.mesh.xds;

import io.apg.mesh.session.ErrorDetail;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import org.jspecify.annotations.Nullable;

/** The messages of one form of the protocol. */
interface Wire<Q, R> {
  Form form();

  /** The node; null = the request does not say. */
  @Nullable Node node(Q request);

  String typeUrl(Q request);

  XdsRequest parse(XdsType type, Q request);

  R encode(XdsResponse response, String controlPlane);

  /** The error detail; null = the request is no NACK. */
  static @Nullable ErrorDetail error(boolean present, com.google.rpc.Status detail) {
    return present ? new ErrorDetail(detail.getCode(), detail.getMessage()) : null;
  }
}
