package io.apg.mesh.controlplane.dns;

/** Hears when names of endpoints stop to resolve, and when they resolve again. */
public interface NameListener {
  /** Hears nothing. */
  NameListener NONE =
      new NameListener() {
        @Override
        public void failed(String tenant, String endpointId, String host, String reason) {}

        @Override
        public void recovered(String tenant, String endpointId, String host) {}
      };

  /** The name of an endpoint stopped resolving, or never did. */
  void failed(String tenant, String endpointId, String host, String reason);

  /** It resolves again. */
  void recovered(String tenant, String endpointId, String host);
}
